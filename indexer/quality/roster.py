"""Reads the roster: the organisations that ought to be on the portal, such as grant holders, charities and schools.

It is a CSV or XLSX file beside the city file, with the names of its columns in row 1; only `name` is needed:

    name        the organisation's
    url         its site; the surest thing to know it by
    area        one of the city's areas; without one it is taken from the postcode
    interests   several with ; between them: keys, names, or words that speak of one
    type        what it is, in the roster's own words: "primary school", "grant holder"
    postcode    or address, with a postcode in it
    provider    how the portal calls it, where the roster calls it otherwise

Lists that registers publish are taken as they are: other names of these columns are known below. Other columns are
ignored. People are no part of a roster: a file with a column such as a date of birth is refused, and so is a row that
names a person; e-mail addresses are never kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from crawlers.errors import SourceError
from crawlers.formats.tables.table import Row, Table, read
from indexer.counts.dimensions import NOT_STATED
from indexer.reconciling.titles import words_of
from indexer.settings import RosterSettings
from indexer.values import places, topics
from indexer.values.gazetteer import Gazetteer

_COLUMNS: Mapping[str, str] = {
    "name": "name|organisation|organisation name|organization|organization name|provider name|charity name|grantee|"
    "recipient|recipient org name|school|school name|establishmentname|establishment name|legal name|group",
    "url": "url|website|web|web site|web address|site|homepage|home page|charity contact web|schoolwebsite|"
    "school website|recipient org web address",
    "area": "area|ward|ward name|neighbourhood|neighborhood|community area|district|administrativeward name",
    "interests": "interests|interest|topics|topic|themes|theme|subjects|activities|activity|what",
    "type": "type|kind|category|sort|organisation type|typeofestablishment name|programme|grant programme",
    "postcode": "postcode|post code|zip|zip code|zipcode|charity contact postcode|recipient org postal code",
    "address": "address|street|location|charity contact address",
    "provider": "provider|on the portal|portal name",
    "email": "email|e mail|email address|contact email|charity contact email",
}
_PERSONAL = re.compile(
    r"(?:date of )?birth(?: ?da(?:te|y))?|dob|ethnicity|nhs number|national insurance(?: number)?|"
    r"(?:first|given|fore|middle|last|sur|family) ?names?|(?:pupil|child|childs|parent|guardian)(?: names?)"
)
_TITLED = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame)\.? [A-Z]", re.IGNORECASE)
_PRIVATE = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|proton|protonmail|gmx|btinternet|sky|"
    r"talktalk|virginmedia|comcast|verizon)\.",
    re.IGNORECASE,
)
_WORDS_OF_BODIES = """
    club society association school college academy nursery centre center church mosque temple synagogue chapel trust
    foundation charity group band choir theatre museum library libraries gallery hall council community youth project
    team fc afc rfc cc scouts guides brownies cubs cadets brigade forum network partnership company cic cio ltd limited
    inc university institute studio studios arts sports games music dance house hub service services union federation
    league committee friends village farm garden gardens gym park workshop makerspace lab orchestra players rangers
    united athletic rovers harriers swimmers kitchen café cafe shop press radio festival
"""
_BODIES = frozenset(_WORDS_OF_BODIES.split())
_LONGEST = 120


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation. row: in the file, from 1. host, page: of its site, "" where it names none; page: whether the
    address says more than the host. area: NOT_STATED where it is not known. provider: as the portal calls it."""

    row: int
    name: str
    host: str = ""
    page: bool = False
    area: str = NOT_STATED
    interests: tuple[str, ...] = ()
    type: str = ""
    provider: str = ""


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """problems: sentences, in the order of the rows."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()


def roster(settings: RosterSettings, folder: Path, gazetteer: Gazetteer, country: str) -> Roster:
    """Reads it. folder: where the city file lies. What cannot be used is said in `problems`; nothing is raised."""
    file = settings.file
    try:
        table = read(file, (folder / file).read_bytes(), wanted=_all_names(settings))
    except OSError as error:
        return Roster(problems=(f"{file}: expected the roster beside the city file, but {error.strerror}.",))
    except SourceError as error:
        return Roster(problems=(str(error),))
    personal = [head for head in table.headers if _PERSONAL.fullmatch(_plain(head))]
    if personal:
        sentence = (
            f"{file}: expected organisations, but the column {personal[0]!r} is of people. Nothing of it was read. "
            "Take people out of the file; a roster needs no more than name, url, area, interests and type."
        )
        return Roster(problems=(sentence,))
    at = _places(table, settings)
    if "name" not in at:
        heads = ", ".join(filter(None, table.headers))[:200]
        sentence = (
            f"{file}: expected a column 'name' in row 1, but there are: {heads}. "
            'Name it in the city file: [roster] columns = { name = "…" }.'
        )
        return Roster(problems=(sentence,))
    problems: list[str] = []
    found = tuple(_entries(table, at, file, gazetteer, country, problems))
    return Roster(entries=found, problems=tuple(problems))


def host_of(url: str) -> str:
    """The host that an address names, in lower case and without "www."; "" where it names none."""
    words = url.strip()
    if not words or " " in words or "@" in words:
        return ""
    try:
        host = urlsplit(words if "://" in words else f"//{words}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def _places(table: Table, settings: RosterSettings) -> dict[str, int]:
    """At which place in a row each of our columns stands."""
    heads = [_plain(head) for head in table.headers]
    found = {}
    for ours, names in _COLUMNS.items():
        said = settings.columns.get(ours)  # type: ignore[call-overload]
        wanted = [_plain(said)] if said else names.split("|")
        place = next((heads.index(name) for name in wanted if name in heads), None)
        if place is not None:
            found[ours] = place
    return found


def _entries(
    table: Table, at: Mapping[str, int], file: str, gazetteer: Gazetteer, country: str, problems: list[str]
) -> Iterator[Entry]:
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        said = {name: _cell(row, place) for name, place in at.items()}
        where = f"{file}, row {row.number}"
        name = said["name"][:_LONGEST]
        if not name:
            problems.append(f"{where}: expected the name of an organisation, but there is none. The row is left out.")
        elif _is_person(said):
            problems.append(f"{where}: expected an organisation, but this looks like a person. The row is left out.")
        elif (" ".join(words_of(name)), said.get("area", "")) in seen:
            first = seen[" ".join(words_of(name)), said.get("area", "")]
            problems.append(f"{where}: expected each organisation once, but row {first} names it. The row is left out.")
        else:
            seen[" ".join(words_of(name)), said.get("area", "")] = row.number
            yield _entry(row.number, name, said, where, gazetteer, country, problems)


def _entry(
    number: int,
    name: str,
    said: Mapping[str, str],
    where: str,
    gazetteer: Gazetteer,
    country: str,
    problems: list[str],
) -> Entry:
    url = said.get("url", "")
    host = host_of(url)
    if url and not host:
        problems.append(f"{where}: expected the address of a site, but it is none. {name} is looked for by its name.")
    words = tuple(part.strip() for part in re.split(r"[;|\n]", said.get("interests", "")) if part.strip())
    interests = tuple(dict.fromkeys(key for word in words for key in topics.read("", (word,))))
    if words and not interests:
        problems.append(f"{where}: expected interests such as music; sport, but {words[0][:40]!r} speaks of none.")
    path = urlsplit(url if "://" in url else f"//{url}").path.strip("/") if host else ""
    return Entry(
        row=number,
        name=name,
        host=host,
        page=bool(path),
        area=_area(said, where, gazetteer, country, problems),
        interests=interests,
        type=said.get("type", "")[:_LONGEST],
        provider=said.get("provider", "")[:_LONGEST],
    )


def _area(said: Mapping[str, str], where: str, gazetteer: Gazetteer, country: str, problems: list[str]) -> str:
    words = said.get("area", "")
    if words and (area := gazetteer.named(words)):
        return area
    code = places.postcode_in(f"{said.get('address', '')} {said.get('postcode', '')}", country)
    if code and (area := gazetteer.area_of_postcode(code)):
        return area
    if words and gazetteer.areas:
        known = ", ".join(gazetteer.areas[:4])
        problems.append(f"{where}: expected an area of the city such as {known}, but {words[:40]!r} is none.")
    return NOT_STATED


def _is_person(said: Mapping[str, str]) -> bool:
    """Whether a row names a person: by a title, an e-mail address for a name, or a private mailbox and a plain name."""
    name = said["name"]
    if _TITLED.match(name) or "@" in name or "@" in said.get("url", ""):
        return True
    words = words_of(name)
    body = len(words) > 3 or any(word in _BODIES or any(map(str.isdigit, word)) for word in words)
    return not body and not host_of(said.get("url", "")) and bool(_PRIVATE.search(said.get("email", "")))


def _cell(row: Row, place: int) -> str:
    return " ".join(row.cells[place].split()) if place < len(row.cells) else ""


def _plain(head: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", head.casefold()).split())


def _all_names(settings: RosterSettings) -> Sequence[str]:
    return [*settings.columns.values(), *(name for names in _COLUMNS.values() for name in names.split("|"))]
