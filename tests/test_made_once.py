"""What is made once for many files is the same as what is made for each."""

import datetime as dt
from itertools import product
from pathlib import Path

import msgspec
import pytest

from indexer.opportunity import Moment
from portal import card, content_lines, schema_org, when
from portal.assets import Assets
from portal.gather import gather
from portal.i18n import languages
from portal.scene import Scene
from tests import portal_city
from tests.portal_city import TODAY

ZONES = ("Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC")
DAYS = (
    dt.date(2026, 11, 25),
    dt.date(2026, 3, 29),  # London's clocks go forward
    dt.date(2026, 10, 25),  # and back
    dt.date(2026, 4, 5),  # half an hour on Lord Howe
    dt.date(2018, 11, 4),  # Brazil had no midnight
    dt.date(2019, 2, 16),  # and on this day two hours before it
)
TIMES = [dt.time(hour, minute) for hour in (0, 1, 2, 10, 23) for minute in (0, 30)]


def test_a_card_that_is_kept_is_as_if_rendered_for_its_day_and_page(tmp_path: Path) -> None:
    settings, city = portal_city.settings(tmp_path), portal_city.contents()
    titled = tuple(msgspec.structs.replace(o, title=f'{o.title} ="> >') for o in city.opportunities)
    city = msgspec.structs.replace(city, opportunities=titled)
    gathered, spoken = gather(city, TODAY), languages(settings.languages, settings.country)
    lists = [gathered.entries, gathered.by_id.values(), *gathered.by_week.values()]
    days = {(e.opportunity.id, e.session and e.session.id, e.day) for found in lists for e in found}
    assert len(days) > len({key[:2] for key in days}), "no session has cards of several days"
    for language in spoken:
        scene = Scene(language, spoken, city, gathered, settings, TODAY, Assets.of(settings))
        for entry, root in product([e for found in lists for e in found], ("./", "../../")):
            view = card.card(entry, language, root, scene.sprites, TODAY, settings.timezone)
            assert scene.rendered_card(entry, root) == scene._card(view)


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_of_even_clocks_is_told_as_any_other(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [Moment(date=day, time=time, zone=zone, fold=fold) for day in DAYS for time in TIMES for fold in (0, 1)]
    pairs = [(start, end) for start, end in product(moments, moments) if abs(end.date - start.date) <= dt.timedelta(1)]
    told = [list(content_lines.span(*pair)) for pair in pairs], list(map(schema_org.iso, moments))
    monkeypatch.setattr(content_lines, "_plain", lambda *_: False)
    monkeypatch.setattr(when, "offset", lambda *_: None)
    assert told == ([list(content_lines.span(*pair)) for pair in pairs], list(map(schema_org.iso, moments)))
