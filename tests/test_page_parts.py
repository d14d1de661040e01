"""What the pages are made of: gathering, words, addresses, colours, drawings and the map; tables of values."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from crawlers.errors import CityFileError
from indexer.opportunity import Ages, Meeting, Moment, Price, Registration, Session
from portal import address, art, colour, pages, reliability, sessions, when, words
from portal.areamap import area_map
from portal.gather import entry_of, gather
from portal.i18n import Language
from portal.own_pages import own_page
from tests import portal_city as city

EN, UR = Language("en", country="GB", first=True), Language("ur", country="GB", first=False)


def test_a_card_shows_the_session_that_one_can_go_to():
    robots = next(o for o in city.contents().opportunities if o.id == "libraries-a1")
    assert entry_of(robots, city.TODAY).session.id == "libraries-a1-1"
    full = msgspec.structs.replace(robots.sessions[0], places_left=0)
    later = entry_of(msgspec.structs.replace(robots, sessions=(full, *robots.sessions[1:])), city.TODAY)
    assert later.session.id == "libraries-a1-2"
    assert later.day == dt.date(2026, 12, 7)


def test_weeks_hold_meetings_not_the_time_between():
    weeks = gather(city.contents(), city.TODAY).by_week
    chess = {monday for monday, found in weeks.items() if any(e.opportunity.id == "libraries-a2" for e in found)}
    assert dt.date(2026, 11, 30) not in chess, "its meeting of that week is cancelled"
    assert dt.date(2026, 12, 7) in chess


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        (None, "Age not stated"),
        (Ages(), "All ages"),
        (Ages(low=0), "All ages"),
        (Ages(low=11, high=14), "Ages 11 to 14"),
        (Ages(low=16), "Ages 16 and over"),
        (Ages(high=8), "Up to age 8"),
        (Ages(low=0, high=5), "Up to age 5"),
        (Ages(low=7, high=7), "Age 7"),
    ],
)
def test_ages_in_words(ages, said):
    assert words.ages(ages, EN) == said


@pytest.mark.parametrize(
    ("low", "high", "more", "said"),
    [
        ("0", "0", {}, "Free"),
        ("3", "3", {}, "£3"),
        ("2.5", "2.5", {}, "£2.50"),
        ("3", "5", {}, "£3 to £5"),
        ("3", None, {}, "From £3"),
        ("1200", "1200", {"basis": "year"}, "£1,200 a year"),
        ("0", None, {"donation": True}, "Pay what you can"),
        ("0", "4", {}, "£0 to £4"),
        ("8", "8", {"concession": Decimal(4)}, "£8 (reduced £4)"),
        ("5", "5", {"currency": "EUR"}, "€5"),
    ],
)
def test_prices_in_words(low, high, more, said):
    value = Price(**({"low": Decimal(low), "high": Decimal(high) if high else None, "currency": "GBP"} | more))
    assert words.price(value, EN) == said
    assert words.price(None, EN) == "Cost not stated"


def test_times_and_prices_keep_their_order_in_urdu():
    start, end = city.at(26, "18:30"), city.at(26, "20:30")
    assert re.sub(r"\s", " ", when.clock(start, end, UR, city.ZONE)) == "\u20666:30 PM–8:30 PM\u2069"
    assert words.money(Decimal(3), "GBP", UR) == "\u2066£3\u2069"


@pytest.mark.parametrize(
    ("session", "span", "rhythm"),
    [
        (Session(id="x"), "Dates not stated", ""),
        (Session(id="x", start=city.at(25)), "Wed 25 Nov", ""),
        (Session(id="x", start=city.at(25, "10:00")), "Wed 25 Nov", "10:00"),
        (Session(id="x", start=city.at(25, "10:00"), end=city.at(25, "11:00")), "Wed 25 Nov", "10:00–11:00"),
        (Session(id="x", start=city.at(30), end=city.at(18, month=12)), "30 Nov – 18 Dec", ""),
        (Session(id="x", start=city.at(5, month=9, year=2027)), "Sun, 5 Sept 2027", ""),
        (Session(id="x", start=city.at(25, "10:00"), open_ended=True), "From Wed 25 Nov, no end stated", "10:00"),
        (
            city.session("x", city.run_of(dt.date(2026, 11, 23), 3), "09:00", "12:00"),
            "23–25 Nov",
            "3 mornings, 09:00–12:00",
        ),
        (
            city.session("x", city.run_of(dt.date(2026, 11, 23), 3), "18:00", "20:00"),
            "23–25 Nov",
            "3 evenings, 18:00–20:00",
        ),
        (
            city.session("x", city.run_of(dt.date(2026, 11, 23), 3), "10:00", "16:00"),
            "23–25 Nov",
            "3 days, 10:00–16:00",
        ),
        (
            city.session("x", city.run_of(dt.date(2026, 11, 24), 6, 7), "16:00", "17:00"),
            "24 Nov – 29 Dec",
            "6 Tuesdays, 16:00–17:00",
        ),
        (
            Session(
                id="x",
                start=city.at(24),
                meetings=(Meeting(start=city.at(24, "10:00")), Meeting(start=city.at(25, "11:00"))),
            ),
            "24–25 Nov",
            "2 days, times vary",
        ),
    ],
)
def test_when_in_words(session, span, rhythm):
    assert when.span(session, EN, city.TODAY).replace("\u2009", " ") == span
    assert when.rhythm(session, EN, city.TODAY, city.ZONE) == rhythm


def test_a_zone_is_named_only_where_its_clocks_differ():
    noon = Moment(date=dt.date(2026, 11, 25), time=dt.time(12), zone="Europe/Lisbon")
    assert when.clock(noon, None, EN, "Europe/London") == "12:00"
    assert when.clock(noon, None, EN, "Europe/Paris") == "12:00 (Lisbon time)"


@pytest.mark.parametrize(
    ("registration", "more", "kind"),
    [
        (None, {}, ""),
        (Registration(), {}, ""),
        (Registration(state="open"), {}, "open"),
        (Registration(state="open"), {"places_left": 3}, "left"),
        (Registration(state="open"), {"places_left": 0}, "full"),
        (Registration(state="full"), {"places_left": 2}, "full"),
        (Registration(state="waiting_list"), {"places_left": 0}, "wait"),
        (Registration(state="none_needed"), {}, "walk"),
        (Registration(state="open", closes=city.at(21)), {}, "shut"),
        (Registration(state="open", closes=city.at(22)), {}, "open"),
        (Registration(opens=city.at(23)), {}, "soon"),
        (Registration(state="not_yet"), {}, "soon"),
        (Registration(state="closed"), {}, "shut"),
        (Registration(state="open"), {"status": "cancelled"}, "off"),
        (Registration(state="open"), {"status": "postponed"}, "off"),
        (Registration(state="open"), {"status": "rescheduled"}, "open"),
    ],
)
def test_how_a_session_stands(registration, more, kind):
    session = Session(id="x", registration=registration, **more)
    assert words.state(session, city.TODAY, EN, city.ZONE)[0] == kind


def test_each_session_has_at_most_one_button_and_it_fits():
    contents = city.contents()
    gathered = gather(contents, city.TODAY)
    robots = gathered.by_id["libraries-a1"].opportunity
    chooser = sessions.Chooser(
        robots, gathered, EN, city.TODAY, city.ZONE, here="../../../", calendar="../../../o/calendar.ics"
    )
    shown = {v.id: v for v in sessions.views(list(robots.sessions), chooser)}
    assert shown["libraries-a1-1"].button.href == "https://libraries.millbrook.example/book/1"
    assert shown["libraries-a1-2"].button.href == "../../../o/calendar.ics"
    assert shown["libraries-a1-3"].button.href == "../../../weeks/2026-W51/"
    assert shown["libraries-a1-4"].button is None


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://a.example/x?y=1", True),
        ("http://a.example", True),
        ("mailto:a@b.example", True),
        ("tel:+441632960100", True),
        ("HTTPS://A.example", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("/relative", False),
        ("https:", False),
        ("http://[bad", False),
        ("", False),
        (None, False),
    ],
)
def test_addresses_that_may_become_links(url, may):
    assert (address.outward(url) is not None) is may


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://www.a.example/x", "a.example"),
        ("mailto:a@b.example", "a@b.example"),
        ("tel:+441632960100", "+441632960100"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_a_button_names_where_it_leads(url, said):
    assert address.host(url) == said


@pytest.mark.parametrize("given", ["#0b5c8a", "#ffee00", "#ffffff", "#000000", "#e4003a", "#7fdbb6", "#808080"])
def test_the_city_colour_is_readable_in_both_schemes(given):
    found = re.findall(r"--city:(#\w{6});--city-ink:(#\w{6})", colour.tokens(given))
    for (action, ink), grounds in zip(found, (colour.LIGHT, colour.DARK), strict=True):
        assert colour.contrast(action, ink) >= colour.AA
        assert all(colour.contrast(action, ground) >= colour.AA for ground in grounds)


def test_the_grounds_that_colours_are_checked_on_are_the_ones_in_the_style():
    style = (Path(pages.__file__).parent / "static/portal.css").read_text("utf-8")
    light, dark = style.split("prefers-color-scheme: dark", 1)
    for scheme, grounds in ((light, colour.LIGHT), (dark, colour.DARK)):
        found = re.search(r"--paper: (#\w+); --card: (#\w+); --wash: (#\w+);", scheme).groups()
        assert tuple(c if len(c) == 7 else "#" + "".join(x * 2 for x in c[1:]) for c in found) == grounds


def test_every_interest_is_drawn_and_drawings_differ():
    made = dict(art.sprites())
    for key in words.HUES:
        symbols = re.findall(r'<symbol id="v\d".*?</symbol>', made[f"art-{key}.svg"])
        assert len(set(symbols)) == art.VARIANTS
        assert f'id="{key}"' in made["art-tiles.svg"]
    assert {art.variant(f"libraries-{n:08x}") for n in range(60)} == set(range(art.VARIANTS))
    assert not re.search("@[012]", "".join(made.values())), "every colour is filled in"


@pytest.mark.parametrize("content", ["", "{}", '{"features": 3}', '{"features": [{"properties": null}]}'])
def test_boundaries_that_cannot_be_read_are_named(tmp_path, content):
    settings = city.settings(tmp_path)
    (tmp_path / "areas.geojson").write_text(content)
    with pytest.raises(CityFileError, match=r"areas: expected areas\.geojson"):
        area_map(settings)


def test_the_map_has_every_area_and_whole_numbers(tmp_path):
    drawn = area_map(city.settings(tmp_path))
    assert [a.name for a in drawn.areas] == sorted(city.AREAS)
    assert all(re.fullmatch(r"[ML\d z-]+", a.path) for a in drawn.areas)
    assert all(0 <= a.x <= drawn.width and 0 <= a.y <= drawn.height for a in drawn.areas)


def test_the_citys_own_page_is_in_its_language_else_in_the_first_and_its_html_is_text(tmp_path: Path) -> None:
    settings = city.settings(tmp_path)
    settings = msgspec.structs.replace(settings, site=msgspec.structs.replace(settings.site, pages="pages"))
    assert own_page("about", EN, settings) is None
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "about.en.md").write_text("# Who we are\n\n<script>x</script> [mail](javascript:alert(1))\n")
    code, html = own_page("about", UR, settings) or ("", "")
    assert code == "en"
    assert "<h2>Who we are</h2>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    (tmp_path / "pages" / "about.ur.md").write_bytes(b"\xff\xfe")
    with pytest.raises(CityFileError, match="expected UTF-8"):
        own_page("about", UR, settings)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("sports: expected at least 35 listings, but 4 came. Open http://x.example/a.ics; if that is all it has, …",
         "Expected at least 35 listings, but 4 came."),
        ("scouts: expected a calendar (.ics), but HTML came.", "Expected a calendar (.ics), but HTML came."),
    ],
)  # fmt: skip
def test_readers_are_told_what_was_wrong_and_the_city_what_to_do(reason: str, said: str):
    assert reliability._for_readers(reason, reason.partition(":")[0]) == said
