"""Private people are masked in every format, which stays valid; and whatever cannot be masked is refused."""

import contextlib
import csv
import io
import json
import random
import re
import zipfile

import lxml.etree
import openpyxl
import pytest

from crawlers.errors import SourceError
from crawlers.memory.masking.masked import find, mask
from crawlers.memory.masking.masks import Masks
from tests.clock import Clock

JSON = {
    "contact": "Jane Smithers",
    "contact_phone": "555-1234",
    "organizer": {"name": "Millbrook Library", "email": "info@library.example"},
    "description": "<p>Led by Jane&nbsp;<b>Smithers</b>. Call 07700 900461 on 2027-03-01 10:00.</p>",
    "first_name": "May",
    "last_name": "D'Arcy",
    "id": 1234567890123,
    "when": "May 5",
    "url": "https://x.example/jane-smithers/?u=jane%40x.example",
    "lead": {"@type": "Person", "name": "Renée Zola", "telephone": 447700900461},
    "note": "RENÉE ZOLA and Smithers, Jane",
    "lat": "51.507351234",
    "date": "20270301120000",
}
MASKED_JSON = {
    "contact": "Bbbb Bbbbbbbb",
    "contact_phone": "555-5001",
    "organizer": {"name": "Millbrook Library", "email": "person1@mail.example"},
    "description": "<p>Led by Bbbb&nbsp;<b>Bbbbbbbb</b>. Call 05555 555002 on 2027-03-01 10:00.</p>",
    "first_name": "Aaa",
    "last_name": "A'Aaaa",
    "id": 1234567890123,
    "when": "May 5",
    "url": "https://x.example/bbbb-bbbbbbbb/?u=person2%40mail.example",
    "lead": {"@type": "Person", "name": "Ccccc Cccc", "telephone": 555555555002},
    "note": "CCCCC CCCC and Bbbbbbbb, Bbbb",
    "lat": "51.507351234",
    "date": "20270301120000",
}


def masked(*bodies: bytes, spared: tuple[str, ...] = ()) -> list[bytes]:
    masks = Masks(find("club", bodies), spared)
    return [mask("club", body, masks) for body in bodies]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_json(ascii_only: bool) -> None:
    body = json.dumps(JSON, ensure_ascii=ascii_only).replace("</", "<\\/").encode()
    (after,) = masked(body)
    assert json.loads(after) == MASKED_JSON
    assert after.count(b"<\\/b>") == 1, "byte for byte as it came, but for the masks"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<a href="mailto:jo@x.example?subject=a">E-mail Jo Quill</a>',
            '<a href="mailto:person1@mail.example?subject=a">E-mail Aa Aaaaa</a>',
        ),
        (
            '<a href="tel:+44%207700%20900461">ring</a> +44 7700 900461',
            '<a href="tel:+55%205555%20555001">ring</a> +55 5555 555001',
        ),
        ("<dl><dt>Instructor:</dt> <dd>Jo de Vries</dd></dl>", "<dl><dt>Instructor:</dt> <dd>Aa aa Aaaaa</dd></dl>"),
        ("<p>Taught by Jo Quill and friends</p>", "<p>Taught by Aa Aaaaa and friends</p>"),
        ("<p>Ask Mrs Quill in the hall</p>", "<p>Ask Mrs Aaaaa in the hall</p>"),
        (
            '<div itemscope itemtype="https://schema.org/Person"><i itemprop="name">Jo Quill</i></div>Jo Quill',
            '<div itemscope itemtype="https://schema.org/Person"><i itemprop="name">Aa Aaaaa</i></div>Aa Aaaaa',
        ),
        ('<span class="tutor-name">Jo Quill</span>', '<span class="tutor-name">Aa Aaaaa</span>'),
        (
            '<script type="application/ld+json">{"@type":"Person","name":"Jo Quill"}</script>jo-quill',
            '<script type="application/ld+json">{"@type":"Person","name":"Aa Aaaaa"}</script>aa-aaaaa',
        ),
        ("<p>Contact: Millbrook Library, Contact: The Garden Club</p>", None),
        ("<p>£5.00, ages 6-8, 2027-03-01 - 2027-04-01, 51.5073512, 1772352000, ISBN 9</p>", None),
        ('<a href="/e/9876543210">Pottery</a><time datetime="2027-03-01T10:00:00+00:00">', None),
        (
            '<script type="application/ld+json">{"performer":{"@type":"MusicGroup","name":"The Kites"}}</script>',
            None,
        ),
    ],
)
def test_html(before: str, after: str | None) -> None:
    (found,) = masked(before.encode())
    assert found.decode() == (after or before)


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:4abc@calendar.example
ORGANIZER;CN="Jane Smithers":mailto:jane@x.example
ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@x.example
CONTACT:Ann Lee\\, 555-1234567
DTSTART:20270301T100000Z
SUMMARY:Pottery with Jane Smi
 thers
DESCRIPTION:Bring clay and an apron\\, and whatever else you want to have in t
 he studio\\nCall Ann Lee on 07700 900 461
LOCATION:The old hall that stands behind the church in the
  lane of the mill
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_folded_anew_where_it_changed_and_nowhere_else() -> None:
    before = CALENDAR.replace("\n", "\r\n")
    (after,) = masked(before.encode())
    lines = after.decode().split("\r\n")
    assert max(len(line) for line in lines[:12]) <= 75
    kept = [line for line in before.split("\r\n") if line.startswith(("UID", "DTSTART", "LOCATION", "  lane"))]
    assert [line for line in lines if line in kept] == kept
    plain = after.decode().replace("\r\n ", "")
    assert 'ORGANIZER;CN="Aaaa Aaaaaaaa":mailto:person1@mail.example' in plain
    assert "ATTENDEE;CN=Ccc;PARTSTAT=ACCEPTED:mailto:person2@mail.example" in plain
    assert "CONTACT:Bbb Bbb\\, 555-5555001" in plain
    assert "SUMMARY:Pottery with Aaaa Aaaaaaaa" in plain
    assert "the studio\\nCall Bbb Bbb on 05555 555 002" in plain


def test_a_table_keeps_its_rows_and_cells() -> None:
    head, first = "Title;Contact name;Phone;E-mail;Ages", "Pottery;Jo Quill;555 1234;jo@x.example;6-8"
    before = f'{head}\r\n{first}\r\n"Chess; with Jo";"Quill, Jo";;;"7"\r\n'
    (after,) = masked(before.encode("utf-8-sig"))
    rows = list(csv.reader(io.StringIO(after.decode("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [
        ["Pottery", "Aa Aaaaa", "555 5001", "person1@mail.example", "6-8"],
        ["Chess; with Jo", "Aaaaa, Aa", "", "", "7"],
    ]


def test_xml_and_a_workbook() -> None:
    author = b"<author><name>Al Bo</name></author><t>Al Bo &amp; clay</t><phone>020 7946 0000</phone>"
    feed = b"<?xml version='1.0'?><rss><managingEditor>ed@x.example (Jo Quill)</managingEditor>%b</rss>" % author
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = "Somebody Else"
    for row in (("Title", "Teacher", "Phone"), ("Pottery with Jo Quill", "Jo Quill", "020 7946 0000")):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(packed)
    xml, sheet = masked(feed, packed.getvalue())
    assert [one.text for one in lxml.etree.fromstring(xml)] == [
        "person1@mail.example (Aa Aaaaa)",
        None,
        "Bb Bb & clay",
        "055 5555 5001",
    ]
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.values)  # type: ignore[union-attr]
    assert rows[1] == ("Pottery with Aa Aaaaa", "Aa Aaaaa", "055 5555 5001")
    with zipfile.ZipFile(io.BytesIO(sheet)) as file:
        assert b"Somebody" not in file.read("docProps/core.xml")


def test_the_same_person_has_the_same_mask_on_every_page() -> None:
    pages = masked(b'{"teacher": "Jo Quill"}', b"<p>Jo Quill</p>", b'{"teacher": "Al Bo"}', b"<p>AL BO, al-bo</p>")
    jo, same, al, also = (re.findall(rb"[ab]+[ -][ab]+", page.lower()) for page in pages)
    assert (jo, al) in (([b"aa aaaaa"], [b"bb bb"]), ([b"bb bbbbb"], [b"aa aa"]))
    assert same == jo
    assert also == [al[0], al[0].replace(b" ", b"-")]


@pytest.mark.parametrize(
    "body",
    [
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"%PDF-1.7",
        b"\x1f\x8b packed",
        b'{"mail": "jo\\u0040x.example"}',
        b"<p>jo&#64;x.example</p>",
    ],
)
def test_what_cannot_be_masked_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="private people can be masked"):
        masked(body)


def test_a_provider_that_is_named_like_a_person_stays() -> None:
    assert masked(b'{"organizer": "Jo Quill"}', spared=("Jo Quill",)) == [b'{"organizer": "Jo Quill"}']


def test_hostile_bodies_cost_little() -> None:
    """Ten bodies of which a pattern that backtracks would never make an end."""
    noise = random.Random(5)
    bodies = [
        b"1 " * 60_000,
        b"(" * 60_000,
        b"a@" * 40_000,
        b"a." * 40_000 + b"@",
        b"Contact: " + b"<b>" * 20_000,
        b"Contact " * 60_000,
        b"[" * 20_000,
        b"<a>" * 20_000,
        b"BEGIN:VCALENDAR\n" + b"ORGANIZER" + b";CN=a" * 60_000,
        bytes(noise.choice(b"<>@ .;:,\"'()+0123456789AaBb\n") for _ in range(40_000)),
    ]
    for body in bodies:
        with Clock() as clock, contextlib.suppress(SourceError):
            masked(body)
        assert clock.seconds < 5
