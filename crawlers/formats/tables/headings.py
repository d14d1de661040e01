"""Guesses which column of a table is which of our fields, by what its heading is called and its cells look like.

A guess is where a person starts from: `cityoflearning try ADDRESS` shows what it finds, and prints it as options. The
kinds themselves read only columns that are called as our fields, or are mapped in the city file.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from crawlers.formats.fields import LISTS

HEADS = 15
"""Rows from the top among which the headings are looked for."""

SAMPLE = 200
"""Rows whose cells are looked at."""

WIDEST, LONGEST = 200, 80
"""Columns that are looked at, and letters of a heading or a cell."""

_SEPARATORS = (";", "|", ",")
_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-]\d{2,4}|\d\d?(?:st|nd|rd|th)?\s+[^\W\d]{3,}|[^\W\d]{3,}\s+\d\d?\b"
)
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d\d(?::\d\d)?)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")
_REGION = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

_THING = r"(?:event|course|activity|class|club|workshop|camp|program(?:me)?|session|group|offering|listing)"
_BOOKING = r"(?:book(?:ing)?|regist(?:er|ration)|sign ?up|enrol(?:l?ment)?)"

_NAMES: Sequence[tuple[str, str]] = (
    ("native_id", rf"{_THING} (?:id|code|ref|reference|key|no|number)"),
    ("native_id", r"id|code|ref|reference|key"),
    ("title", rf"title|name|what|{_THING} (?:title|name)"),
    ("title", r"event|activity|course|class|club|workshop|camp|program(?:me)?|session"),
    ("title", r"t[ií]tulo|nombre|actividad|curso|programa|nazwa|tytu[lł]|zaj[eę]cia|teitl|enw|gweithgaredd"),
    ("title", r"عنوان|نام|سرگرمی"),
    ("title", r"group|role"),
    (
        "provider",
        r"provider|organi[sz]ation|organi[sz]er|org(?: name)?|(?:lead )?agency(?: name)?|host(?:ed by)?|run by",
    ),
    ("provider", r"proveedor|organizador(?:a)?|entidad|organizacja|organizator|darparwr|trefnydd|ادارہ|منتظم|group"),
    ("text", rf"(?:(?:full|short|long|{_THING}) )?description|details|about|summary|overview|blurb|notes"),
    ("text", r"what you (?:would|will) do|tell us more|more information|descripci[oó]n|opis|disgrifiad|تفصیل"),
    ("age_from", r"(?:min(?:imum)?|lowest|youngest) age|age (?:from|min(?:imum)?)|from age|edad m[ií]nima"),
    ("age_to", r"(?:max(?:imum)?|highest|oldest) age|age (?:to|max(?:imum)?)|to age|edad m[aá]xima"),
    ("ages", r"ages?|age (?:range|group|band)s?|suitab\w*(?: for)?|who (?:is it )?for"),
    ("ages", r"grades?|grade (?:level|range).*|school years?|edad(?:es)?|wiek|oed(?:ran)?|عمر"),
    ("start", r"(?:start|first|begin(?:ning)?|term start|from) ?(?:date|day)|date|event date|term starts"),
    ("start", r"fecha(?: de)?(?: inicio)?|data(?: rozpocz[eę]cia)?|dyddiad(?: dechrau)?|تاریخ"),
    ("end", r"(?:end|last|finish|term end|to) ?(?:date|day)|term ends"),
    ("end", r"fecha(?: de)? fin|data zako[nń]czenia|dyddiad gorffen"),
    ("start_time", r"(?:start|begin|from) ?time|time (?:from|start)|starts? at"),
    ("start_time", r"hora(?: de)? inicio|godzina|amser dechrau"),
    ("end_time", r"(?:end|finish|until|to) ?time|time (?:to|end|until)|ends? at|finishes at"),
    ("end_time", r"hora(?: de)? fin|amser gorffen"),
    ("begins", r"starts?|begins?|from|first|dechrau|inicio|od"),
    ("ends", r"ends?|finish(?:es)?|until|to|last|gorffen|fin|do"),
    ("when", r"when|days?(?: and times?)?|times?|hours?|schedule|timetable|dates(?: and times?)?|date range|meets"),
    ("when", r"cu[aá]ndo|horario|kiedy|terminy?|pryd|amser|کب|وقت"),
    ("address", r"(?:street |venue |site |location )?address|street|location 1|direcci[oó]n|adres|cyfeiriad|پتہ"),
    ("postcode", r"(?:venue |site )?(?:post ?code|zip(?: ?code)?)|c[oó]digo postal|kod pocztowy|cod post"),
    ("latitude", r"lat(?:itude)?|y coord(?:inate)?"),
    ("longitude", r"lon(?:g(?:itude)?)?|lng|x coord(?:inate)?"),
    ("place", r"(?:venue|place|location|site|facility|park|branch|library|school|centre|center)(?: name)?|where|room"),
    ("place", r"lugar|sede|miejsce|lleoliad|man cyfarfod|مقام|جگہ"),
    ("area", r"borough|ward|neighbou?rhood|district|community(?: area)?|area|borough community"),
    ("area", r"barrio|dzielnica|ardal|علاقہ"),
    ("places_left", r"(?:places?|spaces?|spots?|seats?) (?:left|available|remaining|free)|left|remaining"),
    ("places_left", r"free (?:places|spaces|spots|seats)|openings|availability|vacancies"),
    ("capacity", r"(?:total |max(?:imum)? )?(?:capacity|places|spaces|spots|seats|participants)|size"),
    ("capacity", r"plazas|liczba miejsc"),
    ("price", r"(?:price|cost|fees?|charge|ticket price|tuition)(?: .*)?"),
    ("price", r"precio|coste|cena|koszt|op[lł]ata|pris|فیس|قیمت"),
    ("register_url", rf"(?:{_BOOKING}|tickets?) (?:link|url|page|address|here)"),
    ("opens", rf"{_BOOKING} (?:opens|open date|starts?|from)"),
    ("closes", rf"{_BOOKING} (?:closes|deadline|ends?|until|by)|deadline|apply by"),
    ("registration", rf"{_BOOKING}(?: status)?|state|availability status"),
    ("status", rf"(?:{_THING} )?status"),
    ("url", rf"(?:{_THING} )?url|link|web ?(?:site|page|address)|more info(?:rmation)?(?: (?:url|link))?"),
    ("url", r"p[aá]gina|strona|gwefan"),
    ("topics", r"(?:categor(?:y|ies)|topics?|themes?|interests?|subjects?|tags?|causes?|genre|instrument)(?: names?)?"),
    ("topics", rf"{_THING} (?:type|category)|type|sort|tema|categor[ií]a|kategoria|pwnc|موضوع"),
    ("gender", r"gender|only for|open to (?:boys|girls).*|for girls|g[eé]nero|p[lł]e[cć]|rhyw"),
    ("eligibility", r"open to|eligib\w+|who can (?:come|join|apply)|residents?|requirements?"),
    ("access", r"access(?:ibility)?|send|accesibilidad|dost[eę]pno[sś][cć]|hygyrchedd"),
    ("support", r"support|included|includes|we (?:cover|lend|provide|lend you)|lends|food|transport(?:ation)?"),
    ("support", r"scholarship.*"),
    ("level", r"level|ability|difficulty|nivel|poziom|lefel"),
    ("credential", r"award|qualification|certificate|credential|badge|accreditation"),
    ("role", r"as|role|you come as|comes as"),
    ("sector", r"sector|sort of (?:group|organi[sz]ation)|organi[sz]ation type"),
    ("languages", r"languages?|idioma|j[eę]zyk|iaith|زبان"),
    ("online", r"online|format|delivery(?: mode)?|mode|virtual"),
)
"""Our field and the headings it is known by, the surest first. begins, ends: a date or a time, as the cells say."""

_PERSON = re.compile(
    r".*\b(?:contact|e ?mail|phone|tel(?:ephone)?|mobile|fax|instructor|teacher|leader|coach|tutor|staff|birth|"
    r"tel[eé]fono|correo|ffôn|ebost|فون)\b.*"
)


class Guess(msgspec.Struct, frozen=True, kw_only=True):
    """Options of a kind that reads a table. header_row: from 1. columns: our field -> heading as it is written."""

    header_row: int
    columns: dict[str, str]
    ignore: tuple[str, ...]
    group: tuple[str, ...]
    split: dict[str, str]

    @property
    def options(self) -> dict[str, Any]:
        """Only what differs from the kind's own defaults."""
        said: dict[str, Any] = {"header_row": self.header_row} if self.header_row > 1 else {}
        for name in ("group", "ignore", "split", "columns"):
            if value := getattr(self, name):
                said[name] = value
        return said


def guess(rows: Sequence[Sequence[str]]) -> Guess | None:
    """What the columns of a table are; None where no row of the first looks like headings with a title among them."""
    best: Guess | None = None
    for number, heads in enumerate(rows[:HEADS], 1):
        found = _of(heads, rows[number : number + SAMPLE], number)
        if (
            "title" in found.columns
            and len(found.columns) > 1
            and (best is None or len(found.columns) > len(best.columns) + 1)
        ):
            best = found
    return best


def _of(heads: Sequence[str], rows: Sequence[Sequence[str]], number: int) -> Guess:
    heads = heads[:WIDEST]
    cells = {
        head: [row[place][:LONGEST].strip() for row in rows if place < len(row)] for place, head in enumerate(heads)
    }
    words = {head: _words(head) for head in heads if head.strip() and len(head) <= LONGEST}
    people = [head for head, said in words.items() if _PERSON.fullmatch(said)]
    columns: dict[str, str] = {}
    for field, pattern in _NAMES:
        name = re.compile(pattern)
        for head, said in words.items():
            if head in columns.values() or head in people or not name.fullmatch(said):
                continue
            meant = _meant(field, cells[head])
            if meant and meant not in columns:
                columns[meant] = head
                if meant == field or field != "title":
                    break
    split = {field: sign for field in LISTS & columns.keys() if (sign := _separator(cells[columns[field]]))}
    key = cells[columns["native_id"]] if "native_id" in columns else []
    again = len(set(filter(None, key))) < len([one for one in key if one])
    return Guess(
        header_row=number,
        columns=columns,
        ignore=tuple(people),
        group=("native_id",) if again else (),
        split=dict(sorted(split.items())),
    )


def _meant(field: str, cells: Sequence[str]) -> str | None:
    """The field that a column is after all, when one looks at its cells; None where they cannot be it."""
    said = [one for one in cells if one]
    if field in {"begins", "ends"}:
        start = "start" if field == "begins" else "end"
        return (
            f"{start}_time" if _share(said, _CLOCK) > 0.5 else start if _share(said, _DATE, whole=False) > 0.5 else None
        )
    if field in {"url", "register_url"}:
        return field if _share(said, _WEB) > 0.5 else None
    if field in {"latitude", "longitude"}:
        return field if _share(said, _NUMBER) > 0.5 else None
    if field == "title":
        if _share(said, _SLUG) > 0.5:
            return "native_id" if len(set(said)) > 1 else None
        return field if said and _share(said, _NUMBER) < 0.5 else None
    if field == "registration" and _share(said, _REGION) > 0.5:
        return None
    return field if said or not cells else None


def _share(cells: Sequence[str], pattern: re.Pattern[str], *, whole: bool = True) -> float:
    found = sum(bool(pattern.fullmatch(cell) if whole else pattern.search(cell)) for cell in cells)
    return found / len(cells) if cells else 0.0


def _separator(cells: Iterable[str]) -> str | None:
    """What parts the values of a list: the first sign that stands in some cells, between short words."""
    said = [cell for cell in cells if cell]
    for sign in _SEPARATORS:
        with_it = [cell for cell in said if sign in cell]
        if len(with_it) > 0.05 * len(said) and all(
            len(part.strip()) <= 40 for cell in with_it for part in cell.split(sign)
        ):
            return sign
    return None


def _words(heading: str) -> str:
    """The heading in lower case, its words parted by one space: "term_starts", "StartDate" and "Start date:"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[\W_]+", " ", parted.casefold()).split())
