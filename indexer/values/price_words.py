"""The words that prices are written with, by what they do: measures, reduced prices, other things than taking part."""

import re
from typing import Literal

Basis = Literal["session", "course", "week", "day", "month", "term", "year"]

AMOUNT = r"(?:(?:[£$€]|gbp|eur|usd)\s?\d[\d.,]*\d|(?:[£$€]|gbp|eur|usd)\s?\d|\d{1,3}p\b)"

NOT_STATED = re.compile(
    r"n/?a|none|null|tb[cad]|to be (?:confirmed|announced)|-|–|unknown|not (?:stated|known|specified|applicable)"
    r"|var(?:ies|y|ious|iable)(?:$|\W.*)|see .*|contact .*|please (?:see|contact|call|ask|enquire).*|ask .*|call .*"
    r"|enquire.*|view fee details|prices? (?:vary|varies).*|price on (?:request|application)|poa|on (?:request"
    r"|application)"
    r"|\?"
)

_PER = (
    r"(?:\bper|\ban?|\beach|/|\bevery|\bper each|\byr?|\bpor|\bza|\bna|\bpro|\bje"
    r"|\bfor (?:the(?: whole| full| entire)?|one|an?)) ?"
)
BASES: tuple[tuple[Basis | None, re.Pattern[str]], ...] = (
    (None, re.compile(
        r"(?:\bper|\ban?|\beach|/) ?(?:(?:half[- ])?hour|hr|mile|night|30 min\w*|hanner awr|module|unit|stage|credit"
        r"|minute|mins?|km|kilo|page)\b|\bhourly\b|/ ?h(?:ou)?r\b|\bnightly\b|\bphr?\b|\bza godzinę"
        r"|\bpro stunde|\bpor hora"
        r"|\byr awr")),
    ("session", re.compile(
        rf"{_PER}(?:(?:\w+ )?(?:session|class|lesson|visit|workshop|meeting)|time|sesiwn|gwers|drop-?in|go|sesión|clase"
        r"|taller|sesję|zajęcia|lekcję|spotkanie|termin|event|date)\b(?! \d)|\bfesul sesiwn|فی (?:سیشن|کلاس)"
        r"|\b(?:session|class) fee\b")),
    ("course", re.compile(
        r"(?:\bper|/|\bfor (?:the|an?|whole|all)(?: whole| full| entire)?|\bthe(?: whole| full| entire)?|\bfull|\bwhole"
        r"|\bentire) ?(?:\d{1,2}[- ](?:week|session|day) )?(?:course|programme|program|block|series|camp"
        r"|holiday camp|cwrs"
        r"|kurs|curso|project)\b|\bcourse (?:fee|cost)\b|\b(?:full )?course$|\bper \d{1,2}[- ](?:week|day|session)\b"
        r"|\b(?:za kurs|por curso|y cwrs)\b|فی کورس|\bblock of \w+|\d{1,2}[- ]week (?:course|block|programme"
        r"|session)")),
    ("week", re.compile(rf"{_PER}(?:week|wk|wythnos|semana|tydzień|woche)\b|\ba la semana\b|\bweekly\b"
        r"|\bp\.?/?w\b|\btygodniowo\b"
        rf"|ہفتہ وار|فی ہفتہ")),
    ("day", re.compile(rf"{_PER}(?:(?:full |whole )?day|dydd|diwrnod|día|dzień|tag)\b|\bal día\b|\bdaily\b|\bp\.?/?d\b"
        rf"|\bdziennie\b|فی دن")),
    ("month", re.compile(rf"{_PER}(?:(?:calendar )?month|mth|mis|mes|miesiąc|mies|mo|monat)\b|\bal mes\b|\bmonthly\b"
        r"|\bpcm\b|\bp/m\b"
        r"|\bmiesięcznie\b|ماہانہ"
        rf"|فی ماہ|فی مہینہ")),
    ("term", re.compile(
        rf"{_PER}(?:(?:whole |full )?(?:school )?term|half[- ]term|semester|season|tymor|semestr)\b|\btermly\b"
        rf"|\bhalf[- ]termly\b")),
    ("year", re.compile(rf"{_PER}(?:year|yr|annum|blwyddyn|flwyddyn|año|rok)\b|\bal año\b|\bannual(?:ly)?\b"
        r"|\bp\.?a\b|\byearly\b"
        r"|\brocznie\b|سالانہ|فی سال")),
)  # fmt: skip
_COUNT = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)"
COUNTED = re.compile(
    rf"(?<![\d.£$€-]){_COUNT}[ -](?:(?!hours?\b|hrs?\b|min)[\w-]+ )?(?:weeks?|wks|sessions?|classes|lessons"
    rf"|workshops|days?|sesiwn"
    rf"|wythnos|clases"
    r"|sesiones|semanas|zajęć|tygodni|spotkań)\b|\ball \w+ (?:weeks|sessions|classes)\b|(?:سیشن|کلاسوں) کے لیے"
)
"""A number of weeks, classes or sessions for one price is a course."""
PAID_BY = re.compile(r"\b(?:payable|paid|billed|invoiced|charged)(?: \w+ly| per \w+| each \w+)")
FOR_SOME_NUMBER = re.compile(
    rf"\b{_COUNT} for\b|\bfor {_COUNT}\b(?!\s?(?:-|to|\+|year|yr|wks|[\w-]+ (?:class|week|session|day)|[a-z]{{4,}}))"
)
DROP_IN = re.compile(r"\b(?:drop-?in|pay as you go|payg|single|one[- ]off|taster)\b")
PACKAGE = re.compile(r"\b(?:session|term|course|block|class(?:es)?|card|pass|month|package|series|weeks?)\b")

CONCESSION = re.compile(
    r"\b(?:con(?:c|cs|s|ces)?\b\.?|concession(?:s|ary)?|concessionary|reduced(?! (?:to|from))"
    r"|erm(?:äßigt\w{0,2}|äßigung)?\b\.?|discounted(?! to)|unwaged"
    r"|low(?:er)?[- ](?:income|waged?)|(?:on )?(?:benefits?|universal credit)"
    r"|(?<!per )(?<!/)(?<!each )students?|nus|oaps?|pensioners?"
    r"|free school meals|fsm|pupil premium"
    r"|(?<!-)(?:leisure|discount|library|student|youth|access|loyalty|\w+) card ?holders?"
    r"|with (?:an? |your |the )?(?!debit|credit|bank|gift)(?:[\w']{3,20} ){1,3}card"
    r"|passport to leisure|gostyngiad(?:au|ol)?|consesiwn|consesiynau|myfyrwyr|ulgow[ya]|ulgi|estudiantes|reducid[oa]"
    r"|رعایتی|طلبہ)"
)
OTHER_THING = re.compile(
    r"\b(?:deposit|refundable|membership|materials?|kit|plus|parking|fine|late|lunch|meal|snacks?|rental|hire|rent"
    r"|book(?:let|s)?\b(?= (?:cost|fee))|insurance|uniform|saves?|saving|discount|off|refund|gift|voucher"
    r"|prize|bursar\w+|scholarships?|waived|worth|value|extra|additional|add|booking fee|processing|grants?|stipend"
    r"|pass|(?<!per )(?<!/)(?<!full )season|t-?shirts?|costumes?|exam|balance|instal?ments?|wages?|salary|tea"
    r"|coffee|refreshments|drinks?"
    r"|optional)\b"
    r"|\+(?! ?(?:tax|vat)\b|\s?$|\s?[,;)])|\bearn\b|\bpaid (?:to|£|\$)|\btbc\b|\d ?%"
)
ASIDE = re.compile(r"\b(?:parking|hire|rental|rent|tea|coffee|refreshments|snacks?|drinks?|lunch|optional)\b")
"""Things that one may buy beside taking part."""
SHARED = re.compile(
    r"\b(?:famil(?:y|ies)|groups?|team|vehicle|car|household|couple|pair|siblings?|(?:second|2nd|third"
    r"|additional) child"
    r"|teulu|familia|rodzin\w+)\b"
)
FROM = re.compile(
    r"(?:\b(?:from|start(?:s|ing)? (?:at|from)|min(?:imum)?(?: donation)?(?: of)?|at least|as little as|o|desde"
    r"|a partir de|à partir de|ab|od|począwszy od)(?: just| only)?|کم از کم) ?$"
)
AND_UP = re.compile(r"\s?(?:\+(?! ?\w)|upwards|and up\b|or more|and above|onwards|minimum\b|min\b|سے شروع)")
AT_MOST = re.compile(
    r"\b(?:up to|under|less than|below|max(?:imum)?(?: of)?|no more than|not more than|hasta|do|hyd at):? ?$"
)
MOST_AFTER = re.compile(r"\s?(?:max(?:imum)?\b|or less|and under|ish\b)")

DONATION = re.compile(
    r"(?:(?:suggested|voluntary|optional|small|requested|recommended|by|any|cash)? ?(?:minimum )?"
    r"(?:(?:donations?|contributions?)(?: (?:of|are|is|welcome|welcomed|appreciated|encouraged|accepted|requested"
    r"|suggested|optional|based|only|gratefully|received|basis|on the day|with|from|available))*))"
    r"|pay[ -]what[ -]you[ -](?:can|like|want|feel|decide|wish)(?: afford)?|pay as you (?:feel|can|like|wish)"
    r"|name your price"
    r"|gold coin(?: donation)?|koha(?: appreciated)?|(?:auf )?spenden(?:basis)?(?: erbeten)?|aportación voluntaria"
    r"|pwy[cwdf]\b|rhodd(?:ion)?(?: awgrymedig| gwirfoddol)?|talwch (?:fel|beth) y (?:dymunwch|gallwch|mynnwch)"
    r"|donaci[oó]n(?:es)?(?: sugerida| voluntaria)?|donativos?(?: sugerido| voluntario)?|la voluntad"
    r"|paga lo que (?:puedas|quieras)"
    r"|(?:dobrowoln\w+ )?(?:wpłat\w|datk\w+|datek|darowizn\w)|co łaska|عطیہ|عطیات"
)
CONTRIBUTION_ONLY = re.compile(r"(?<!voluntary )(?<!suggested )(?<!optional )contributions?")

BESIDE: tuple[re.Pattern[str], ...] = (
    # Deposits.
    re.compile(
        rf"[(,;]?\s?(?:a )?(?:non-?\s?)?(?:refundable )?deposit (?:of )?{AMOUNT}(?: (?:due|required|payable|needed)"
        rf"[^(),;]*)?\)?|[(,;+]\s?(?:a |plus |with |incl\w* )*{AMOUNT} (?:non-?\s?)?(?:refundable )?deposit[^(),;]*\)?"
    ),
    re.compile(r"[(,]?\s?\bnon-?\s?refundable\)?"),
    # Fees for booking, taxes.
    re.compile(
        rf"[(,;+]?\s?(?:\b(?:plus|and|excl\w*|incl\w*|not including|subject to)\b"
        rf"|\+)?\s?(?:an? )?(?:small )?(?:{AMOUNT} )?"
        rf"(?:online )?\b(?:booking|transaction|processing|service|admin(?:istration)?|ticketing"
        rf"|eventbrite)\s(?:fees?|charges?)"
        rf"(?: (?:of |is )?{AMOUNT})?(?: (?:applies|apply|may apply|extra|per (?:ticket|booking|order|person)))?\)?"
    ),
    re.compile(
        r"[(,]?\s?(?:\+|\b(?:plus|and|incl?(?:uding|usive of|udes)?|excl?(?:uding|usive of)?"
        r"|ex)\b\.?)\s?(?:applicable |all )?"
        r"(?:(?:sales )?tax(?:es)?|vat|gst|hst|pst|fees)\b\)?"
    ),
    # Things to hire.
    re.compile(
        rf"(?:\bplus|\+|\band|[,;(])\s?(?:an? )?(?:{AMOUNT} (?:for )?)?(?:[a-z]+ )?(?:[a-z]+ )?\b(?:hire|rentals?)\b"
        rf"(?: (?:is|costs?|from|for|of|available|extra|at|fee)){{0,3}}[:-]?(?: ?{AMOUNT})?"
        r"(?: extra| available| each| (?:if|where) (?:needed|required))?\)?"
    ),
    # What is included.
    re.compile(
        r"[(,;]?\s?(?:\band |\bplus )?\b(?:which |price |this )?(?:incl(?:udes|uding|usive of|\.)?|inc\.?|with) "
        r"(?!free school)(?:[a-z]+ ){0,3}(?:materials?|lunch(?:es)?|refreshments?|snacks?|drinks?|tea|coffee"
        r"|food|meals?|equipment"
        r"|kit|t-?shirt|supplies|squash|cake|pizza|breakfast|transport|ingredients)\b"
        r"(?:(?:,| and| &) [a-z]+(?: [a-z]+)?(?=[,;)]|$))?\)?"
    ),
    re.compile(
        r"(?<!free)[(,;]?\s?(?<!free )(?:\band |\bplus )?(?:all )?\b(?:materials|lunch|refreshments|equipment"
        r"|kit|snacks|drinks|food|supplies|meals"
        r"|ingredients)(?: (?:and|&) [a-z]+)? (?:are |is )?(?:included|provided|supplied|available|incl\.?|inc\.?)\)?"
    ),
    re.compile(
        r"[(,;]?\s?\b(?:with |and |plus )?free (?:parking|refreshments|lunch|tea|coffee|wi-?fi|snacks?|drinks?"
        r"|food|transport)"
        r"(?: (?:and|&) [a-z]+)?(?: (?:available|provided|included|on site|nearby))?\)?"
    ),
    # Help with paying.
    re.compile(
        r"[(,;]?\s?\b(?:and |but |with )?(?:need-based |some |full |partial |limited )*(?:scholarships?|bursar(?:y|ies)"
        r"|financial (?:aid|assistance)|funding|subsid(?:y|ies)|(?:subsidised|funded|free) places|discounts?"
        r"|concessions)"
        r"(?: (?:and|or) [a-z]+)?(?: (?:are|is))? (?:available|offered|apply)(?: (?:on|upon|for|if)[^,;()£$€]*)?\)?"
    ),
    re.compile(r"[(,;]?\s?\bno[ -]?one (?:is |will be )?turned away[^,;()£$€]*\)?|\bnotaflof\b"),
    re.compile(
        r"[(,;]?\s?(?:\bwith )?(?:an? )?\d{1,2} ?% (?:(?:[a-z]+ ){0,2}(?:discount|reduction)|off(?= (?:for|with|if)))"
        r"(?: (?:for|with|if|to) [^,;()£$€]*)?\)?"
    ),
    re.compile(r"[,;(]?\s?\b(?:siblings?|members|concessions) half[- ]price\)?|\bvari(?:es|able) by [a-z]+"),
)
"""What stands beside a price and is none: taken out, with its amount, before the rest is read."""
FORMER = re.compile(
    rf"{AMOUNT}(?=\s?[,;:(-]?\s?\b(?:now|(?:reduced|down|discounted) to)\b)"
    rf"|[(,]?\s?\b(?:was|were|usually|normally|originally|previously|instead of|(?:reduced|down) from|rrp)[:\s]{{0,2}}"
    rf"(?:price )?{AMOUNT}\)?"
)
