"""Tells the parts of a place's words apart: streets, units, rooms, venues, states, countries."""

import re

from indexer.values.venue_words import FLOOR, ROOMS, TRAILING, VENUES

_DIRECTION = r"(?:[NSEW]|NE|NW|SE|SW|north|south|east|west|northeast|northwest|southeast|southwest|lower|upper)\.?"
_TYPES = (
    r"street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|square|sq|way|court|ct|close|terrace|ter|parade|pde|crescent"
    r"|cres|boulevard|blvd|parkway|pkwy|highway|hwy|circle|cir|trail|pike|turnpike|alley|mews|row|hill|grove|gardens"
    r"|gate|wharf|quay|rise|view|walk|green|esplanade|embankment|promenade|broadway|place|pl|loop|plaza|expressway"
    r"|bypass|freeway|causeway|concourse|vale|mount|wynd|brae|vennel|pass|path"
)
_STRONG = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|parkway|pkwy|highway|hwy|crescent|cres|terrace"
    r"|close|mews|turnpike|parade|pde|way|row|court|esplanade|embankment"
)
_UNIT = (
    r"(?:#\s?\w+|(?:suite|ste|units?|apt|apartment|flat|shop|bldg|building|office|level|lvl|fl|floor|stall|bay|lot|plot"
    r"|door|h(?:ouse)?)\.? ?(?:no\.? ?)?#?\w{0,2}\d\w{0,3}(?:[/&-]\w{1,4})?|(?:suite|ste|unit|apt|flat"
    r"|floor|level|block) \w"
    r"|(?:(?:lower |upper )?(?:ground|first|second|third|fourth|fifth|top)|\d{1,2}(?:st|nd|rd|th)) (?:floor|flr?))"
)
_AFTER = rf"(?:\.?,? {_DIRECTION})?(?:,? {_UNIT})?\.?"
_NUMBER = r"(?:no\.? ?)?\d+ ?[a-z]?(?: ?[-–/&] ?\d+[a-z]?)?"

_NUMBERED = re.compile(rf"(?:(?:{_UNIT}|flat \w+),? )?{_NUMBER}\.? +[^\W\d_]|{_NUMBER}[ -]+\d+(?:st|nd|rd|th)\b"
                       rf"|{_NUMBER} \d+ +[^\W\d_]|[NSEW]\d+ ?[NSEW]\d+ "
                       r"|[NSEW]\d{3,5} +[A-Z]", re.IGNORECASE)  # fmt: skip
_TYPED = re.compile(rf"(?:^|.*[\w.'’] )(?:{_STRONG}){_AFTER}", re.IGNORECASE)
_LOOSE = re.compile(rf".*[\w.'’] (?:{_TYPES}){_AFTER}", re.IGNORECASE)
_WELSH = re.compile(r"(?:heol|ffordd|stryd|lôn|rhodfa|maes) [^\W\d]", re.IGNORECASE)
_ABROAD = {
    "IN": re.compile(
        r"(?:.* )?(?:\d+(?:st|nd|rd|th) (?:cross|main|block|phase|stage|street|avenue|a main)|cross|main"
        r"|layout|nagar|colony|marg"
        r"|chowk|salai|vihar|enclave|sector [\w-]+|phase [\w-]+|block [\w-]+|gali|bazaar|puram|extn\.?"
        r"|extension|society"
        r"|circle|stage|\w+(?:nagar|puram|palya|halli|wadi|pet|pally))(?: road)?"
        r"|(?:plot|shop|door|house|flat|survey|sy|h|d|s|no|old no|new no)\.? ?(?:no\.?"
        r"|#)?:? ?#?[\w/-]{0,4}\d[\w/-]{0,8}(?:,? .{0,60})?"
        r"|#\s?\d[\w/-]{0,8}(?:,? .{0,60})?|\d{1,4}[a-z]?(?:/\w{1,4}){0,3}",
        re.IGNORECASE,
    ),
    "PL": re.compile(r"(?:ul|al|pl|os|ulica|aleja|aleje|plac|osiedle|rynek)\b\.? ?[^\W]", re.IGNORECASE),
    "ES": re.compile(
        r"(?:c/|c\.|(?:calle|av|avda|avd|avenida|plaza|pza|pl|paseo|p\.?º|carrer|camino|cno|ronda|traves[ií]a|rúa"
        r"|carretera|ctra|glorieta|cuesta|gran v[ií]a|rambla|passeig)(?!\w))\.? ?\S",
        re.IGNORECASE,
    ),
    "FR": re.compile(
        r"(?:\d+ ?(?:bis|ter)?,? )?(?:rue|avenue|boulevard|place|quai|allée|chemin|cours)\b", re.IGNORECASE
    ),
    "IT": re.compile(r"(?:via|viale|piazza|corso|largo|vicolo|piazzale)\b", re.IGNORECASE),
    "DE": re.compile(r".*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|ring)(?: \d|$)", re.IGNORECASE),
}
_ENDS_IN_NUMBER = re.compile(r"[^\W\d][^\d]{2,60} \d{1,4} ?[a-z]?(?: ?[-–/] ?\d+[a-z]?)?", re.IGNORECASE)
_UPON = re.compile(r"(?:am|an|auf|im|in|zum|zur|unter|vor|hinter)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:nr|no|num|nº|n\.º)\.? ?\d", re.IGNORECASE)
_ROUTE = re.compile(
    r"(?:state |county |us |u\.s\. )?(?:highway|hwy|route|rte|sr|sh|county road|county rd|cr|fm|us)\.?[ -]?\d{1,4}\w?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:(?:plot|shop|door|house|flat|survey|h|d|s|no|number)\.? ?(?:no\.?)?:? ?)?#?[a-z]{0,2}-?\d[\w/-]{0,8}",
    re.IGNORECASE,
)
_SHIRE = re.compile(r"(?:(?:North|South|East|West|Greater) )?[A-Z]\w{2,16}shire|(?:Co\.?|County) [A-Z]\w+")
_TOWN_STATE = re.compile(r"(.{3,40}) ([A-Z]{2,3})")
_UNITS = re.compile(rf"{_UNIT}|p\.?o\.? box \w+|c/o .*|s/n|local \d+|piso \d+|m\. ?\d+|lok\. ?\d+", re.IGNORECASE)
_DWELLING = re.compile(r"(?:flat|apt|apartment|p\.?o\.? box)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:off|opp(?:osite|\.)?|behind|near|nr\.?|next (?:door )?to|beside|adjacent to|adj\.?|corner of|cnr\.?|between"
    r"|across from|around the corner from|rear of|r/o|junction of|gegenüber|neben|hinter|naprzeciwko|obok|junto a"
    r"|frente a|detrás de|esquina|ger|gyferbyn â|y tu ôl i|derrière|face à|près de) \S",
    re.IGNORECASE,
)
_ESTATE = re.compile(
    r".*\b(?:industrial|business|retail|trading|enterprise|technology|science) (?:estate|park|units?)|.* estate",
    re.IGNORECASE,
)
_STATES = {
    "US": re.compile(
        r"(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|PR|RI|S[CD]"
        r"|T[NX]|UT|V[TA]"
        r"|W[AVIY]|D\.C\.|N\.[YJCHMD]\.|Ala\.|Ariz\.?|Ark\.|Cali?f?\.?|Colo\.?|Conn\.?|Del\.?|Fla\.?|Ga\.|Ill\.?|Ind\.?"
        r"|Kan\.|Ky\.|La\.|Mass\.?|Md\.|Mich\.?|Minn\.?|Miss\.|Mo\.|Mont\.|Neb\.|Nev\.|Okla\.?|Ore\.?|Pa\."
        r"|Tenn\.?|Tex\.?"
        r"|Va\.|Vt\.|Wash\.?|Wis\.?|Wyo\.|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware"
        r"|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts"
        r"|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York"
        r"|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota"
        r"|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming)"
    ),
    "CA": re.compile(
        r"(?:AB|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT|B\.C\.|Ont\.?|Que\.|Alberta|British Columbia|Manitoba|New Brunswick"
        r"|Newfoundland(?: and Labrador)?|Nova Scotia|Ontario|Prince Edward Island|Qu[eé]bec|Saskatchewan|Yukon)"
    ),
    "AU": re.compile(
        r"(?:NSW|N\.S\.W\.|VIC|Vic\.?|QLD|Qld|TAS|Tas|ACT|New South Wales|Victoria|Queensland|South Australia"
        r"|Western Australia|Tasmania|Northern Territory)"
    ),
    "IE": re.compile(r"(?:Co\.? |County )[A-Z]\w+|Dublin \d{1,2}W?"),
    "IN": re.compile(
        r"(?:Andhra Pradesh|Arunachal Pradesh|Assam|Bihar|Chhattisgarh|Goa|Gujarat|Haryana|Himachal Pradesh|Jharkhand"
        r"|Karnataka|Kerala|Madhya Pradesh|Maharashtra|Manipur|Meghalaya|Mizoram|Nagaland|Odisha|Punjab"
        r"|Rajasthan|Sikkim"
        r"|Tamil ?Nadu|Telangana|Tripura|Uttar Pradesh|Uttarakhand|West Bengal|Delhi|New Delhi|Puducherry|Chandigarh"
        r"|[TM]\.?[NPH]\.?|U\.?P\.?|KA)"
    ),
}
_COUNTRY = (
    r"United Kingdom|UK|U\.K\.|GB|Great Britain|England|Scotland|Northern Ireland|(?<!South )Wales|Cymru|U\.?S\.?A\.?"
    r"|U\.S\.|United States(?: of America)?|Canada|(?:Republic of )?Ireland|Éire|Australia|Poland|Polska|Spain|España"
    r"|Germany|Deutschland|France|Austria|Österreich|Italy|Italia|New Zealand|Aotearoa|NZ|India|Bharat"
    r"|Portugal|Netherlands|Nederland|Switzerland|Schweiz"
)
_COUNTRY_LAST = re.compile(rf"(?:^|[,\s]\s*|(?<=\d))\(?(?:{_COUNTRY})\)?$", re.IGNORECASE)
_COUNTRY_ALONE = re.compile(rf"(?:{_COUNTRY}|US)", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_TOWN = re.compile(r"[A-ZÀ-ÖØ-ÞŁŚŻŹĆŌ][^\W\d_]*(?:[ '’-](?:[^\W\d_]+\.?)){0,3}")


def is_numbered(piece: str) -> bool:
    """Whether it begins like a street with its number: "12 High St", "4-6 Mill Lane", "Suite 5, 12 High St"."""
    return bool(_NUMBERED.match(piece[:80]))


def is_street(piece: str, country: str) -> bool:
    """Whether it is a street, numbered or not."""
    piece = piece[:120]
    if (
        is_numbered(piece)
        and not is_room_alone(piece)
        and not (VENUES.search(piece.rpartition(" ")[2]) and not _LOOSE.fullmatch(piece))
    ):
        return True
    if _TYPED.fullmatch(piece) or _ROUTE.fullmatch(piece) or (country in {"GB", "IE"} and _WELSH.match(piece)):
        return True
    abroad = _ABROAD.get(country)
    if abroad is None:
        return False
    if abroad.match(piece):
        return not (country == "IN" and is_unit(piece))
    if country == "IN" or not _ENDS_IN_NUMBER.fullmatch(piece) or is_room(piece):
        return False
    return bool(_UPON.match(piece)) or not (is_venue(piece) or _COUNTED.search(piece))


def is_unnumbered(piece: str) -> bool:
    """Whether it is a street by its last word alone."""
    return bool(_LOOSE.fullmatch(piece[:120])) and not is_numbered(piece)


def is_unit(piece: str) -> bool:
    """Whether it belongs to a street's number: a suite, a unit, a post box."""
    return bool(_UNITS.fullmatch(piece[:80]))


def is_floor(piece: str) -> bool:
    """Whether it is a floor: "Level 2", "Ground Floor"; of a venue that is named before it, it is a part."""
    return bool(FLOOR.fullmatch(piece[:40]))


def is_dwelling(piece: str) -> bool:
    """Whether it is where somebody lives, or a box: "Flat 2/1", "Apt 4", "PO Box 12"."""
    return bool(_DWELLING.match(piece[:80]))


def is_direction(piece: str) -> bool:
    """Whether it says where something is by what is beside it: "opposite the church", "off Mill Lane"."""
    return bool(_BESIDE.match(piece[:80]))


def is_estate(piece: str) -> bool:
    """Whether it is an estate or a business park, which is part of an address."""
    return bool(_ESTATE.fullmatch(piece[:80]))


def is_room(piece: str) -> bool:
    """Whether it has the word for a part of a venue in it."""
    return bool(ROOMS.search(piece[:200]))


def is_room_alone(piece: str) -> bool:
    """Whether it is a part of a venue and nothing else: "Room 4", "2nd Floor", "tennis courts"."""
    return bool(TRAILING.fullmatch(piece[:80]))


def is_venue(piece: str) -> bool:
    """Whether it has the word for a sort of venue in it."""
    return bool(VENUES.search(piece[:200]))


def is_state(piece: str, country: str) -> bool:
    """Whether it is a state, a province or a county, written as one writes it in an address."""
    pattern = _STATES.get(country)
    return bool(pattern and pattern.fullmatch(piece[:40]))


def is_town(piece: str) -> bool:
    """Whether it may be a town: one to four words with a capital, none that names a venue or a room."""
    return (
        bool(_TOWN.fullmatch(piece[:60])) and not is_room(piece) and not is_venue(piece) and not _CAPITALS.search(piece)
    )


def is_number(piece: str) -> bool:
    """Whether it is the number of a house and nothing else: "5", "No. 12/4", "#27", "H.No. 3-4-12"."""
    return bool(_BARE.fullmatch(piece[:40]))


def is_town_alone(piece: str, country: str) -> bool:
    """Whether what stands alone before a postcode is a town; of Britain only where it is one word."""
    return (
        is_town(piece) and not piece.startswith(("The ", "St ")) and (country not in {"GB", "IE"} or " " not in piece)
    )


def is_county(piece: str) -> bool:
    """Whether it is a county: "Severnshire", "Co. Kildare"."""
    return bool(_SHIRE.fullmatch(piece[:40]))


def is_town_of_state(piece: str, country: str) -> bool:
    """Whether it is a town and its state without a comma: "Springfield IL"."""
    found = _TOWN_STATE.fullmatch(piece[:60])
    return bool(found and is_town(found[1]) and is_state(found[2], country))


def is_country(piece: str) -> bool:
    """Whether it is the name of a country."""
    return bool(_COUNTRY_ALONE.fullmatch(piece[:40]))


def without_country(words: str, country: str) -> str:
    """The words without the country at their end; its code only where it is the city's own country's."""
    words = words.rstrip(" ,;")
    head, tail = words[:-60], words[-60:]
    cut = _COUNTRY_LAST.sub("", tail.rstrip(".")) if not _dotted(tail) else _COUNTRY_LAST.sub("", tail)
    if cut == tail.rstrip(".") and re.search(rf"[\w.)],? {country}$", tail):
        cut = tail.removesuffix(country)
    return (head + cut).rstrip(" ,;") if cut != tail.rstrip(".") else words


def _dotted(words: str) -> bool:
    return words.endswith((".A.", ".K.", ".S."))
