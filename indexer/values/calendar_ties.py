"""The words that tie days and times together, in five languages, each under the name of what it does."""

_DAY_AHEAD = (
    r"(?= (?:mon|tue|wed|thu|fri|sat|sun|lun|mart|mierc|juev|vier|sab|dom|pon|wtor|srod|czwart|piat|sobot|niedz"
    r"|d?dydd|پیر|منگل|بدھ|جمعرات|جمعہ|ہفتہ|اتوار|weekend))"
)
_NTH = r"(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last|final)"
NTH_DAY = rf"(?P<nth_day>\d(?:st|nd|rd|th)(?:(?:,? and|,? ?&|/|,|,? or) ?{_NTH})*{_DAY_AHEAD}(?! weekend))"
"""A day of the week counted within a month, in figures: "2nd & 4th" before "Tuesdays"."""
_WELSH_DAY = r"(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul)"

_TIES = {
    # Days that are named but that no calendar of ours knows.
    "holiday": r"(?:easter|good|palm|whit|boxing|bank holiday|black|shrove|pancake|ash|cyber|mothering|super)"
    r" (?:mon|tues|wednes|thurs|fri|satur|sun)days?|bank holidays?|public holidays?|federal holidays?|gwyl y banc",
    "irregular": rf"fortnight(?:ly|s)?|bi-?weekly|bi-?monthly|alternat\w+|monthly|quarterly|yearly|annual(?:ly)?|termly"
    rf"|every (?:other|second|third|fourth|few|{_NTH}(?= \w*day)|(?!week|day|mon|tue|wed|thu|fri|sat|"
        rf"sun)\w+ (?:weeks|days|months|years)|month)|(?:of|in) (?:the|each|every|a) month|each month|(?:once|"
        rf"twice) (?:a|per|every) (?:month|fortnight|term|year)|{_NTH}(?:(?:,? and|,? ?&|/|,|"
        rf",? or) ?{_NTH})*{_DAY_AHEAD}|week [ab]\b|(?:weeks?|wks?) \d{{1,2}}"
    rf"(?:,? ?and \d{{1,2}}| ?& ?\d{{1,2}}|, ?\d{{1,2}})+(?!\d)|(?:some|selected|most|various|occasional|certain|"
        rf"specific){_DAY_AHEAD}|pythefnos\w*|bob yn ail|bob mis|y mis\b|misol|{_WELSH_DAY} (?:cyntaf|olaf)|"
        rf"quincenal\w*|cada (?:dos|tres|\d+|quince|mes)\b|mensual\w*|(?:del|de cada|al) mes\b|(?:primer|segundo|"
        rf"tercer|cuarto|ultimo)s?{_DAY_AHEAD}|co (?:dwa|drugi|druga|trzeci|dwie|trzy) \w+|co miesiac|miesiaca|"
        rf"raz w miesiacu|(?:pierwsz|drug|trzec|ostatni)\w*{_DAY_AHEAD}|ماہانہ|ہر دوسر[ےای]|ہر مہینے|مہینے|(?:پہل|"
        rf"دوسر|تیسر)[ےای]{_DAY_AHEAD}|آخری",
    "once": rf"(?:this|next|coming|following|este|proximo|najblizsz\w+|اگلے){_DAY_AHEAD}|tomorrow|today|tonight",
    "daily": r"daily|every day|each day|(?:7|seven) days a week|nightly|every night|all week|diario|diariamente"
    rf"|todos los dias|codziennie|kazdego dnia|روزانہ|ہر روز|bob dydd(?! {_WELSH_DAY})",
    "weekdays": r"weekdays|(?:every|each|on) weekday|weekday (?=morning|evening|afternoon|night|class|"
        r"session)|entre semana|dias laborables|dni (?:powszednie|robocze)|dyddiau'r wythnos|"
        r"school days",
    "weekends": r"weekends|(?:every|each|on the|at the) weekend|weekend (?=morning|afternoon)|(?:fines|"
        r"fin) de semana|weekendy|penwythnosau|bob penwythnos",
    "term": r"term[- ]?time(?: only)?|terms?\b|school (?:holidays?|terms?|year|weeks?|vacations?)|half[- ]?terms?|"
        r"semesters?|quarters?|holidays|vacaciones|curso escolar|ferie|wakacje|rok szkolny|tymor\w*|gwyliau|"
        r"hanner tymor|spring break|winter break",
    "except": r"except(?:ing)?(?: for)?|exclud(?:ing|es)|excl?\b\.?|but not(?: on)?|apart from|other than|not on|"
        r"not(?= (?:the )?\d| (?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|"
        r"no (?:class(?:es)?|sessions?|clubs?|meetings?|lessons?|camp|program(?:me)?s?|practice|"
        r"workshops?)\b(?: on)?|(?:will|do|does) not meet(?: on)?|skip(?:s|ping)?|"
        r"cancell?ed on|closed(?: on)?|minus|"
        r"ac eithrio|heblaw|dim (?=\d)|nid(?= \d)|oprocz|z wyjatkiem|poza|excepto|salvo|menos|کے علاوہ|سوائے",
    "moved": r"postponed|rescheduled|moved|changed|instead of|new dates?",
    "notice": r"regist\w+|enrol\w*|appl(?:y|ications?)|deadline|rsvp|sign[- ]?ups?|bookings?|book|tickets?|"
        r"posted|updated|published|rain date|cofrestr\w*|zapisy|inscripci\w*|orientation",
    "opens": r"opens?|opening|on sale|available",
    "week_of": r"w/?c\b\.?|w/b\b|w\.c\.|(?:week|wk) (?:commencing|beginning|starting|of)|yn dechrau|"
        r"semana del|tydzien od",
    "until": r"w/e\b|week ending|until|till|'?til\b|up to|ends?\b|ending|finish(?:es|ing)?|concludes?|"
        r"closes?|closing|by\b|hyd at|hyd nes|tan\b|hasta|fino|(?:last|final) (?:session|class|day|"
        r"meeting|date|lesson)|تک",
    "to": r"to\b|through|thru|bis\b|تا",
    "from": r"from|starts?\b|starting|begins?\b|beginning|commenc\w+|since|as of|desde|a partir del?|"
        r"a partir|empieza|comienza|od\b|(?:first) (?:session|class|meeting|date|lesson)|between|"
        r"rhwng|gan ddechrau|شروع",
    "every": r"(?:every|each)(?: and every)?(?: week)?|weekly|once[- ]a[- ]week|bob wythnos|wythnosol|"
        r"bob\b|cada semana|cada|todos los|todas las|semanal(?:mente)?|kazd\w+|w kazd\w+|co tydzien|"
        r"raz w tygodniu|ہفتہ وار|ہر",
    "endless": r"ongoing|on-going|rolling|year[- ]round|all year(?: round)?|until further notice"
    r"|no (?:stated )?end(?: date)?",
    "noon": r"(?:12 )?(?:noon|midday)\b|hanner dydd|canol dydd|mediodia|poludnie",
    "midnight": r"(?:12 )?midnight|hanner nos|medianoche|polnoc\w*",
    "prehalf": r"صبح|سہ پہر|دوپہر|شام|رات",
    "oclock": r"o'?clock|بجے|godz\b\.?|godzin\w+",
    "vague": r"early|mid\b-?|late\b|end of|beginning of|middle of|start of|koniec|finales de|principios de|"
        r"diwedd|dechrau",
    "beside": r"(?:on or |not )?before|after|around|circa|approx\w*|antes del?|despues del?|przed",
    "and": r"and\b|plus\b|oraz\b|ac\b|اور",
    "zone": r"(?:e|c|m|p)[sd]?t\b|gmt|bst\b|utc|z\b|cest|cet\b|aest|aedt|acst|nzst|nzdt|sgt|jst|msk|"
        r"eastern(?: time)?|central(?: time)|pacific(?: time)?",
}  # fmt: skip

TIES = "|".join(rf"(?P<{name}>(?:{words})(?![^\W\d_]))" for name, words in _TIES.items())
"""One pattern with a group for each tie; a group that stands before another goes first where both would fit."""
