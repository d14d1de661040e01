"""The words that ages are written with in English, Welsh, Spanish, Polish and Urdu, each with what it does."""

import re

NUMBERS = {
    "birth": 0, "newborns": 0, "newborn": 0, "genedigaeth": 0, "nacimiento": 0, "urodzenia": 0, "one": 1, "two": 2,
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty-one": 21, "twenty-four": 24, "twenty-five": 25, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty-five": 55, "fifty": 50, "sixty-five": 65, "sixty": 60,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip

_OR = r"(?:(?:and|&|or|/)\s?)"
KINDS: tuple[tuple[str, str], ...] = (
    ("f", r"(?:of )?(?:all |any |mixed )?(?:abilit(?:y|ies)|skill levels?|genders?|backgrounds)|co-?ed"),
    ("x", r"junior high(?: school)?|grade(?:rs?|s)? [a-e]"),
    ("V", r"(?:older|younger) (?:adults?|people|youths?|children|kids|persons?|girls|boys)|young adults?"),
    ("E", (r"(?:people |children |participants |kids )?(?:of |for )?(?:all ages|any ages?|every age|all age groups)"
          r"|ages: all|everyone|everybody|anyone|all|any|no (?:upper or lower )?age (?:limits?|restrictions?)"
          r"|no min(?:imum)? age|(?:pobl )?(?:o )?[pb]ob oed(?:ran)?|i bawb|pawb|(?:para )?todas las edades"
          r"|(?:para )?todos los públicos|(?:para )?todo público|para todos|sin límites? de edad"
          r"|tous (?:les )?[aâ]ges|alle altersgruppen|jedes alter"
          r"|bez (?:ograniczeń|limitu)(?: wieku| wiekow\w+)?|dla wszystkich|w każdym wieku"
          r"|(?:dla )?każd(?:y|ego) wieku?|bez względu na wiek|(?:ہر|تمام) عمر(?:یں|وں)?(?: کے (?:لوگوں|افراد"
          r"|بچوں))?")),
    ("K", r"pre-?\s?k(?:indergarten)?|pk|tk|jk|junior kindergarten"),
    ("k", r"k(?:indergarten(?:ers?)?|inder|índer)?|sk|senior kindergarten"),
    ("I", r"junior infants|junior(?= (?:and|&) senior infants)"),
    ("t", r"transition year|ty"),
    ("J", r"senior infants"),
    ("r", r"reception(?: (?:class|year))?|(?:dosbarth )?derbyn|(?:year|yr)\s?r|r(?=\s?-\s?y)"),
    ("S", (r"(?:lower |upper )?(?:elementary|elem|middle|high|primary|secondary|post-primary)(?:[\s-](?:schools?"
        r"|schoolers?))"
          r"|elementary|elem|middle|post-primary|high(?=\s?(?:$|[,/&]))|ms|hs|(?:primary|secondary)(?!\s?\d)|(?:sixth"
          r"|6th)[\s-]form(?:ers?)?"
          r"|(?:ysgol(?:ion)? )?(?:gynradd|cynradd|uwchradd)|chweched dosbarth")),
    ("q", r"(?:key\s?stages?|ks|cyfnod(?:au)? allweddol|ca(?=\s?[1-5]))"),
    ("p", r"primary(?=\s?\d)|p(?=\s?\d)"),
    ("s", r"secondary(?=\s?\d)|s(?=\s?\d)"),
    ("c", r"class(?:es)?"),
    ("g", r"(?:(?<=th)-|(?<=[srn][tdh])-)?grade(?:s|rs?)?(?: levels?)?|gr|grados?"),
    ("b", r"blynyddoedd|blwyddyn|flwyddyn|flynyddoedd|bl"),
    ("o", (r"-?jährige[nr]?"
          r"|-?(?:years?|yrs?|y)\.?[\s-]*(?:of[\s-]age|olds?)|y\.?/?o\.?|(?:[bm]lwydd )?oed|-?latk\w+|سالہ")),
    ("m", r"months?(?:[\s-]*olds?)?|mths?|mnths?|mos?|m|mis(?:oedd)?|meses|mes|miesi[ąę]c\w*|ماہ|مہینے|مہینوں"),
    ("w", r"weeks?(?:[\s-]*olds?)?|wks?"),
    ("z", r"años|ano?s|ans|jahren?|lat|lata|roku|rok|سال|blynedd|blwydd|mlwydd"),
    ("y", r"(?:years?|yrs?|(?<=\d)y|y(?!\s(?:\d|más|mayores|menores)))(?: groups?)?"),
    ("U", (rf"\+|plus|{_OR}?(?:upwards?|onwards?|older(?! than))|{_OR}(?:up|over|above|beyond|more|greater"
        rf"|higher|better)|up(?! to)|a hŷn"
          r"|neu(?:'n)? hŷn|a throsodd|a drosodd|ac uwch|ac i fyny|y más|o más|en adelante|[yo] mayores|i więcej"
          r"|i stars\w+|i powyżej|wzwyż|(?:اور|یا) (?:اس سے )?(?:زیادہ|اوپر|بڑ[ےی])|سے (?:زیادہ|اوپر|بڑ[ےی]|زائد)")),
    ("D", (rf"{_OR}(?:under|younger|below|less|down)|younger(?! than)|(?:neu(?:'n)?|ac) iau|[yo] menos"
        rf"|[yo] menores|i młods\w+"
          r"|i mniej|تک")),
    ("W", r"سے (?:کم|چھوٹ[ےی])"),
    ("B", r"between|rhwng|entre|pomiędzy|między"),
    ("L", (r"(?:but )?(?:under-?|below|younger than|less than)|o dan|dan|u-?(?=\d)|menor(?:es)?(?: de)?|menos de"
          r"|moins(?: de)?|unter|poniżej")),
    ("M", (r"up to(?: and including)?|no older than|not older than|no more than|max(?:imum)?(?: of| is)?|until"
        r"|till|hyd at"
          r"|hasta(?: los)?|(?:-\s?)?bis|do lat(?= \d)|maks\w*|زیادہ سے زیادہ")),
    ("F", (r"(?:must be )?(?:at least|min(?:imum)?(?: of| is)?|no younger than|not under|no (?:one |children "
        r"|people )?under)|from|von|must be|starting (?:at|from)"
          r"|o leiaf|isafswm|od|a partir(?: de)?(?: los)?|desde(?: los)?|mínim[oa]|al menos|à partir(?: de)?|ab|dès"
          r"|powyżej|co najmniej|ukończone|post-?(?=\s?\d)|کم از کم")),
    ("O", r"over-?|above|mayor(?:es)?(?: de)?|dros"),
    ("T", r"-|to|through(?: to)?|thru|do|سے|تا|i(?=\s(?:\d|[bf]l))|a(?=\s(?:\d|ca\d))"),
    ("H", r"school"),
    ("X", r"only|exactly|yn unig|solo|tylko|صرف"),
    ("P", r"age (?:limits?|restrictions?|ratings?|groups?|ranges?|bands?|brackets?)|ages"),
    ("Q", r"aged?|alter:?|oedran|edad(?:es)?|wiek(?:u)?|عمر(?:یں|وں)?"),
    ("A", r"and|&|or|,|;|/|\||ac|neu|oraz|lub|y(?=\s\d)|e(?=\s\d)|o(?=\s\d)|اور|یا"),
    ("G", r"adults?|oedolion|adult[oa]s|erwachsenen?|doroś\w+|dorosłych|بالغ(?:وں|ان)?|teens|teenagers?|teen"),
    ("V", (r"children|child|kids?|minis|kinder|jugendliche[nr]?"
        r"|babies|baby|infants|toddlers?|pre-?schoolers?|tweens?|pre-?teens?|youths?"
        r"|young(?:er)? people"
          r"|young(?:er)? (?:persons?|adults?|children)|juniors?"
          r"|famil(?:y|ies)(?: friendly)?|students?|pupils?"
          r"|plant|pobl(?: ifanc)?|teuluoedd|niñ[oa]s|jóvenes|familias|dzieci|dziecka|młodzieży"
          r"|młodzież|rodzin\w*|بچوں|بچے|نوجوان(?:وں)?")),
    ("C", r"participants?|persons?|members?|people|places|spaces"),
    ("Y", (r"learners|seniors?|seniorz\w+|girls?|boys?|ladies|men|women|females?|males?|mixed|merched|bechgyn"
        r"|dziewcz\w+"
        r"|chłopc\w+|لڑکیوں|لڑکوں|خواتین")),
    ("f", (r"for|suitable|recommended|ideal(?:ly)?|designed|aimed at|geared (?:to|toward)s?|open to|of|the|is|are|in"
          r"|approx|approximately|around|inc(?:l|lusive)?|welcome|those|who|anyone|participants?|persons?"
          r"|members?|strictly|range|group"
          r"|current(?:ly)?|rising|entering|going into|incoming|years?[\s-]olds?|old|olds|you|they|by|all"
          r"|preferred|target|audience|(?:with )?send?|with (?:additional|special"
          r"|complex) (?:educational )?needs|with autism"
          r"|with (?:an? )?(?:learning )?disabilit(?:y|ies)|autistic|disabled|deaf|neet|o|i|de|los|las|para|für|dla"
          r"|w|del|کے لیے|کے|کی|عمر کے|سال کے")),
)  # fmt: skip
"""A letter for what the word does, and its pattern; the first that fits wins. What the letters mean: `age_tokens`."""

TOKEN = re.compile(
    "|".join(
        [
            r"(?P<number>(?!6th[\s-]form)\d{1,3}(?!\d)(?:\.\d(?!\d))?)(?P<nth>(?:st|nd|rd|th|er|º)\b)?(?:'?s\b)?",
            rf"(?P<spelt>{'|'.join(sorted(NUMBERS, key=len, reverse=True))})s?(?!\w|[\s-]form)",
            *(rf"(?P<_{i}>(?:{pattern})(?!(?<=\w)[^\W\d_]))" for i, (_, pattern) in enumerate(KINDS)),
            r"(?P<space>[\s.:\"'*!]+)",
        ]
    )
)
