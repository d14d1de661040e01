"""The planner in a real browser: somebody saves, plans, shares, takes it along, and clears it with one tap."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import barriers, sideways, small_targets
from tests.planning import CHESS, DANCE, DINNERS, FARM, FILM, HOMEWORK, ROBOT, Phone, phones, portal

pytestmark = pytest.mark.browser
ALL = (ROBOT, FILM, DANCE, CHESS, FARM, DINNERS, HOMEWORK)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with portal(tmp_path_factory.mktemp("planned")) as address:
        yield address


@pytest.fixture
def phone(browser: Browser, base: str) -> Iterator[Callable[..., Phone]]:
    with phones(browser, base) as made:
        yield made


def test_save_plan_share_take_along_and_clear(phone: Callable[..., Phone], base: str) -> None:
    ada = phone(permissions=["clipboard-read", "clipboard-write"])
    page = ada.go("o/libraries-a1/build-a-robot-that-finds-its-way/")
    assert ada.stored() == {}
    page.locator("[data-save='libraries-a1-1']").click()
    expect(page.locator("#saved")).to_contain_text("Saved on this device.")
    expect(page.locator("#planned")).to_have_text("1")
    for path, session in (
        ("o/libraries-a2/chess-and-board-games/", CHESS),
        ("o/farm-e1/look-after-the-city-farm/", FARM),
    ):
        ada.go(path).locator(f"[data-save='{session[1]}']").click()
    page.locator("#saved a").click()
    expect(page.locator("h1")).to_have_text("My plan")

    slots = page.locator(".week").first.locator(".slot")
    expect(slots.nth(0)).to_contain_text("10:00–12:30")
    expect(page.locator(".slot.clash").first).to_contain_text("At the same time as “\u2068Chess and board games\u2069”")
    expect(page.locator(".week .head p").first).to_have_text("Free")

    page.locator("[data-key='share plan']").click()
    expect(page.locator("#toast")).to_contain_text("The link is copied.")
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(f"{base}plan/#plan=1.")
    assert len(link) < 120

    friend = phone()
    friend.save(FILM, CHESS)
    other = friend.plan(link.removeprefix(base))
    opened = other.locator(".opened")
    expect(opened.locator("h2")).to_have_text("A plan that somebody shared")
    expect(opened.locator(".results > h3")).to_have_text(["You both have", "You both could do"])
    expect(opened.locator(".shelf").first.locator("h3")).to_have_text(["Chess and board games"])
    opened.locator("[name=myAge]").fill("13")
    opened.locator("[name=theirAge]").fill("14")
    titles = opened.locator(".shelf").nth(1).locator("h3")
    expect(titles).to_have_text(
        ["Build a robot that finds its way", "Make a film about your street"]
    )  # the farm clashes
    opened.locator("[name=theirAge]").fill("16")
    expect(titles).to_have_text(["Make a film about your street"])
    opened.locator("[name=theirAge]").fill("14")
    opened.locator("[name=area]").select_option("Riverside")
    expect(titles).to_have_text(["Build a robot that finds its way"])
    opened.get_by_label("Save: Build a robot that finds its way").click()
    expect(other.locator("#planned")).to_have_text("3")
    assert "age" not in "".join(friend.stored().values()).replace('"ages"', "")

    with page.expect_download() as taken:
        page.locator("[data-key=calendar]").click()
    check_calendar(Path(taken.value.path()).read_bytes())

    page.locator("[data-key=clear]").click()
    expect(page.locator("#toast")).to_contain_text("Everything is cleared from this device.")
    expect(page.locator(".none")).to_contain_text("Nothing saved yet.")
    expect(page.locator("#planned")).to_have_text("")
    assert ada.stored() == {}
    page.locator("#toast button").click()
    expect(page.locator("#planned")).to_have_text("3")


def check_calendar(text: bytes) -> None:
    """As RFC 5545 has it, with the events of the portal's own calendars."""
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\n" not in text.replace(b"\r\n", b"")
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len({event["UID"] for event in events}) == len(events) == 5 + 5 + 6
    first = min(events, key=lambda event: event["DTSTART"].dt)
    assert first["SUMMARY"] == "Build a robot that finds its way"
    assert str(first["UID"]) == "libraries-a1-1-20261123T1000@learn.millbrook.example"
    assert first["DTSTART"].dt.isoformat() == "2026-11-23T10:00:00+00:00"


def test_a_page_is_shared_by_what_the_device_has_else_copied_else_shown(phone: Callable[..., Phone], base: str) -> None:
    path = "o/libraries-a1/build-a-robot-that-finds-its-way/"
    ada = phone(permissions=["clipboard-read", "clipboard-write"])
    page = ada.go(f"{path}#s-libraries-a1-1")
    page.locator("[data-share]").click()
    expect(page.locator("#saved")).to_contain_text("The link is copied.")
    expect(page.locator("#saved a")).to_be_hidden()
    assert page.evaluate("() => navigator.clipboard.readText()") == base + path
    page.locator("[data-save='libraries-a1-1']").click()
    expect(page.locator("#saved a")).to_be_visible()
    page.evaluate("() => { navigator.share = async (what) => { globalThis.shared = what; }; }")
    page.locator("[data-share]").click()
    assert page.evaluate("shared.url") == base + path
    assert "Build a robot" in page.evaluate("shared.title")

    page = phone().go(path)
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    page.locator("[data-share]").click()
    expect(page.locator("#saved")).to_contain_text(f"Copy this link and send it. {base}{path}")


def test_each_event_is_the_same_as_in_the_calendar_that_the_portal_publishes(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(CHESS)
    page = ada.plan()
    published = page.request.get(f"{ada.base}o/libraries-a2/chess-and-board-games/calendar.ics").body()
    with page.expect_download() as taken:
        page.locator("[data-key=calendar]").click()
    ours, theirs = (
        {str(e["UID"]): e.to_ical() for e in icalendar.Calendar.from_ical(text).walk("VEVENT")}
        for text in (Path(taken.value.path()).read_bytes(), published)
    )
    assert ours == theirs
    assert len(ours) == 5


def test_gaps_ways_and_cost_are_said_in_words(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(*ALL)
    page = ada.plan()
    week = page.locator(".week").nth(1)
    wednesday = week.locator(".day").nth(2)
    expect(wednesday.locator(".gap")).to_have_text(
        [
            "Free 12:30–13:00, to get to \u2068Mill Lane Arts\u2069",
            "Free 16:00–17:30, to get to \u2068Northside Sports Hall\u2069",
        ]
    )
    expect(week.locator(".spans")).to_have_text(
        "Also in this week; the days are not stated: Cook five dinners for under a tenner"
    )
    expect(week.locator(".head p")).to_have_text("£24.50")  # 12.50 for the course, 10 a week, 2 a session
    expect(page.locator(".week").nth(2).locator(".free")).to_have_text("Nothing yet on Mon, Tue, Thu, Fri and Sun.")
    page.get_by_role("button", name="Winter holidays").click()
    expect(page.locator(".week h2")).to_have_text(
        ["21 – 27 Dec Winter holidays", "28 Dec 2026 – 3 Jan 2027 Winter holidays"]
    )
    expect(page.locator(".sum")).to_have_text("In the weeks shown: Free")  # the dance is off on both Wednesdays


def test_a_cost_that_is_not_stated_is_said_and_not_counted_as_nothing(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(ROBOT, ("arts-b3", "arts-b3-2"), ("evil-f1", "evil-f1-1"))
    page = ada.plan()
    sum_ = page.locator(".sum")
    expect(sum_).to_have_text("In the weeks shown: Free · 1 where you pay what you can · 1 whose cost is not stated")


def test_it_is_printed_on_one_page(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(*ALL)
    page = ada.plan()
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) == 1
    page.locator("[data-key=more]").click()
    expect(page.locator(".week")).to_have_count(10)
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) == 1
    page.get_by_role("button", name="Winter holidays").click()
    assert pages_of(page.pdf(format="A4", prefer_css_page_size=True)) == 1


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_page_of_what_is_kept_clears_it_too(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(ROBOT)
    ada.plan()
    assert set(ada.stored()) == {"cityoflearning.plan", "cityoflearning.facts"}
    page = ada.go("offline/")
    page.locator("[data-way=clear]").click()
    expect(page.locator("#said")).to_have_text(re.compile("^Cleared"))
    assert ada.stored() == {}


def test_what_was_saved_can_be_read_without_signal(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(ROBOT)
    ada.plan()
    ada.context.route("**/plan.json", lambda route: route.abort())
    page = ada.plan()
    expect(page.locator(".trouble")).to_contain_text("you see them as they were")
    expect(page.locator(".slot")).to_have_count(5)
    ada.watch.taken()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("prefix", ["", "ur/"])
def test_everybody_can_use_it(phone: Callable[..., Phone], prefix: str, width: int) -> None:
    ada = phone()
    page = ada.page
    page.set_viewport_size({"width": width, "height": 800})
    for what in ((), ALL):
        ada.save(*what)
        ada.plan(f"{prefix}plan/")
        assert sideways(page) == []
        assert small_targets(page) == []
        assert barriers(page) == []
        page.emulate_media(color_scheme="light")
    if prefix:
        expect(page.locator("h1")).to_have_text("میرا منصوبہ")
        assert page.locator(".slot a").first.get_attribute("dir") == "ltr"
        assert page.evaluate("() => getComputedStyle(document.querySelector('.plan')).direction") == "rtl"


def test_by_keyboard_the_focus_stays_where_one_is(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(ROBOT, CHESS)
    page = ada.plan()
    page.locator("[data-key='period 0']").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.dataset.key") == "period 0"
    page.locator("[data-key^='drop libraries-a1']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("Removed: \u2068Build a robot that finds its way\u2069")
    assert page.evaluate("() => document.activeElement.textContent") == "Undo"
    page.keyboard.press("Enter")
    expect(page.locator("#planned")).to_have_text("2")


def test_nothing_moves_while_it_is_read(phone: Callable[..., Phone]) -> None:
    ada = phone()
    ada.save(*ALL)
    page = ada.plan()
    moved = page.evaluate(
        """() => new Promise((done) => {
          new PerformanceObserver((list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe(
            { type: "layout-shift", buffered: true });
          setTimeout(() => done(0), 300);
        })"""
    )
    assert moved <= 0.02


def test_without_script_it_says_so_and_what_there_is_instead(phone: Callable[..., Phone]) -> None:
    page = phone(java_script_enabled=False).go("plan/")
    expect(page.locator(".empty")).to_contain_text("script is off")
    assert page.locator(".empty a").count() == 2
    page = phone(java_script_enabled=False).go("o/libraries-a1/build-a-robot-that-finds-its-way/")
    assert not page.locator("[data-save]").first.is_visible()
