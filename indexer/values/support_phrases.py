"""The wordings by which a text states what is given: "lunch and bus tickets will be provided", "free snacks"."""

import re

from indexer.opportunity import Support
from indexer.values.clauses import phrases
from indexer.values.stems import stems

_MEAL = (
    r"(?:(?:healthy|hot|light|free|vegan|soft|warm|cold|delicious) ){0,3}(?:lunch(?:es)?|breakfasts?|dinners?|suppers?"
    r"|snacks?|meals?|food|refreshments|pizzas?|drinks|coffee|ice cream|(?:morning|afternoon) tea)"
)
_CARD = r"(?:cards?|pass(?:es)?|tickets?|fares?|tokens?|expenses|costs?|support|stipends?|allowances?|grants?)"
# Names of cities' fare cards stand for a ride wherever they are written.
_RIDE = (
    rf"(?:(?:bus|train|tram|transit|travel|transport(?:ation)?|metro|ttc|cta|presto|oyster|ventra)(?: transit)? {_CARD}"
    r"|transport(?:ation)?|minibus(?:es)?|coach travel|metrocards?)"
)
_TOOL = (
    r"(?:(?:all|art|craft|sewing|gardening|program|chess|basic|the|necessary|required) ){0,3}(?:kit|equipment"
    r"|materials?|supplies|tools(?! (?:and (?:knowledge|skills|resources|support|confidence)|to|that|they"
    r"|you)\b)|instruments?|laptops?|computers|cameras?|wetsuits?|ingredients|bikes?|bicycles"
    r"|helmets?"
    r"|rac(?:ket|quet)s?|skates|uniforms?|boards|sets|paper|costumes?|boots)"
)
_SUM = r"(?:(?:an?|the|small|weekly|monthly|yearly|paid|extra|up|to|of|in|[$£€]\d[\d,.]{0,9}) ){0,6}"
_PAY = r"(?<!travel )(?<!transportation )(?:stipends?|honorari(?:ums?|a))"
_ITEM = rf"(?:{_MEAL}|{_RIDE}|{_TOOL}|(?:a )?(?:small )?{_PAY})\b(?! (?:list|break|time|club|fee)s?\b)"
_LIST = rf"{_ITEM}(?:(?:,? (?:and/or|and|&|or|as well as)|,|/) ?(?:an? |free )?{_ITEM}){{0,8}}"
_GIVEN = (
    r"(?: (?:is|are|will|be|all|also|to be|they need)){0,4} (?:included|provided(?! for the public)|supplied"
    r"|served(?! family)|offered|lent|on loan)\b"
)
_OWN = r"\b(?:parents?|you|students|campers|participants|families) (?:(?:must|should|will|need to|can) )?"
_GIVE = (
    r"(?:provid(?:e|es|ed)|offers?|lends?|given|covers?|refunds?|pays? for|includes?|including(?= (?:a "
    r"|your )?(?:free )?(?:hot )?(?:lunch|breakfast|dinner|snack|meal|pizza|transport|travel)))"
)
_TO = r"(?: (?:you|them|everyone|participants|students|your|an?|all|of|the|free|with)){0,5}"
_HELP = r"(?:scholarships?|bursar(?:y|ies)(?: places)?|financial (?:aid|assistance)|fee waivers?|subsidi[sz]ed places)"

_LISTS: tuple[tuple[None, re.Pattern[str]], ...] = tuple((None, pattern) for pattern in (
    re.compile(rf"\b{_LIST}(?:{_GIVEN}| (?:can be|to) (?:lent|borrow(?:ed)?)\b| at no (?:extra "
        rf"|additional )?c(?:ost|harge)\b)", re.I),
    # "Provide them with tools to grow" and "providing meals for neighbours" give nothing to who comes.
    re.compile(rf"(?:{_OWN})?\b{_GIVE}{_TO} (?:scholarships? (?:as well as|and) )?(?!tools\b){_LIST}(?! (?:for"
        rf"|to) )", re.I),
    re.compile(rf"\breceive (?:free )?{_LIST}", re.I),
    re.compile(rf"\b{_RIDE} for (?:participants|youth|students|families|newcomers)(?: (?:are|is))? available\b", re.I),
    re.compile(rf"\bfree (?!{_MEAL} (?:bank|hygiene|truck|pantry)){_MEAL}\b(?! (?:break|time|club|bank|hygiene))"
               rf"(?:,? (?:and|&) {_MEAL})?|\bfree {_RIDE}\b", re.I),
    re.compile(rf"\b{_RIDE}(?: (?:is|are|will|be)){{0,3}} (?:paid|covered|refunded|reimbursed)\b"
               rf"|\bwe (?:pay|cover|refund) (?:your |all )?{_RIDE}\b", re.I),
))  # fmt: skip
"""Lists of things that are given; each thing in them counts."""
_BY_ONESELF = re.compile(rf"{_OWN}(?!given|provided)", re.IGNORECASE)
_ITEMS: tuple[tuple[Support, re.Pattern[str]], ...] = (
    ("food", re.compile(rf"\b{_MEAL}\b", re.IGNORECASE)),
    ("transport", re.compile(rf"\b{_RIDE}\b", re.IGNORECASE)),
    ("stipend", re.compile(rf"\b{_PAY}\b", re.IGNORECASE)),
    ("scholarship", re.compile(r"\bscholarships?\b", re.IGNORECASE)),
    ("kit", re.compile(rf"\b{_TOOL}\b", re.IGNORECASE)),
)
_PLAIN: tuple[tuple[Support, re.Pattern[str]], ...] = (
    ("food", re.compile(
        r"\bse (?:ofrecen?|incluyen?|proporcionan?) (?:el )?(?:almuerzo|desayuno|comida|merienda|refrigerios)\b"
        r"|\b(?:almuerzo|desayuno|comida|merienda) (?:gratis|gratuit[oa]|incluid[oa])\b"
        r"|\bzapewniamy (?:obiad|posiłki|śniadanie|wyżywienie|przekąski)|\b(?:obiad|wyżywienie|posiłki) w cenie\b"
        r"|\bdarperir (?:cinio|bwyd|brecwast)\b|\b(?:cinio|bwyd|brecwast) am ddim\b|کھانا مفت|مفت کھانا", re.I)),
    ("transport", re.compile(
        r"\btransporte (?:gratuito|gratis|incluido)\b|\bzapewniamy (?:transport|dojazd)\b|\bdarmowy transport\b"
        r"|\bdarperir cludiant\b|\bcludiant am ddim\b|مفت ٹرانسپورٹ", re.I)),
    ("kit", re.compile(
        r"\bzapewniamy (?:materiały|sprzęt)\b|\bmaterial(?:es)? incluidos?\b|\bdarperir (?:offer|deunyddiau)\b", re.I)),
)  # fmt: skip
_MONEY: tuple[tuple[Support, re.Pattern[str]], ...] = (
    ("stipend", re.compile(
        rf"\b(?:receive|earn|get|be paid|are paid|be given|with|award(?:ed)?) {_SUM}(?:[a-z]{{3,12}} )?{_PAY}\b"
        rf"|\b{_PAY}(?: (?:is|are|will|be|made)){{0,4}} (?:provided|offered|available|paid|given)\b", re.IGNORECASE)),
    ("scholarship", re.compile(
        rf"\b{_HELP}(?: (?:is|are|also)){{0,2}} available\b"
        r"|\b(?:provides?|offers?) (?:(?:sliding-scale|full|partial|need-based) ){0,2}scholarships\b"
        r"|\bno (?:one|child|camper|family|youth) (?:is |will be )?turned away (?:for|due to|because of) (?:lack of|in)"
        r"|\bbecas disponibles\b|\bhay becas\b|\bbwrsari(?:aethau)? ar gael\b|\bdostępne stypendia\b", re.IGNORECASE)),
)  # fmt: skip
_GATE = stems(
    "available", "provid",
    "includ", "suppli", "serv", "offer", "free", "lent", "lend", "loan", "given", "receive", "cover",
    "refund",
    "no cost", "no charge", "no extra", "borrow", "ofrec", "gratis", "gratuit", "inclu", "zapewni", "w cenie", "darmow",
    "darperir", "am ddim", "مفت", "paid", "pay", "reimburse",
)  # fmt: skip
_THINGS = stems(
    "lunch", "breakfast", "dinner", "supper", "snack", "meal", "food", "refresh", "pizza", "drink", "coffee",
    "ice cream", " tea",
    "transport", "bus", "train", "tram", "transit", "travel", "metro", "ttc", "cta", "presto", "oyster", "ventra",
    "coach", "kit",
    "equip", "material", "suppl", "tool", "instrument", "laptop", "computer", "camera", "wetsuit", "ingredient",
    "bike", "bicycle",
    "helmet", "rac", "skate", "uniform", "board", "set", "paper", "costume", "boot", "stipend", "honorari",
)  # fmt: skip
_PLAIN_THINGS = stems(
    "almuerzo", "desayuno", "comida", "merienda", "refrigerios", "obiad", "posiłki", "śniadanie", "wyżywienie",
    "przekąski", "cinio", "bwyd", "brecwast", "کھانا", "transporte", "dojazd", "cludiant", "ٹرانسپورٹ", "materiały",
    "sprzęt", "offer", "deunyddiau",
)  # fmt: skip
_MONEY_GATE = stems("stipend", "honorari", "available", "scholarship", "turned away", "becas", "bwrsari", "stypendi")


def found(words: str | None) -> dict[Support, str]:
    """What the clauses of a text give, with their words."""
    said: dict[Support, str] = {}
    for _, words_of in phrases(words, _LISTS, gate=_GATE, also=_THINGS):
        if _BY_ONESELF.match(words_of):
            continue
        for key, item in _ITEMS:
            if item.search(words_of):
                said.setdefault(key, words_of)
    for key, words_of in phrases(words, _PLAIN, gate=_GATE, also=_PLAIN_THINGS):
        said.setdefault(key, words_of)
    for key, words_of in phrases(words, _MONEY, gate=_MONEY_GATE, costs=False):
        said.setdefault(key, words_of)
    return said
