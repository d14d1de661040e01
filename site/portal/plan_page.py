"""The planner's page: what one saved, week by week; everything that is personal stays in the browser.

Links to a plan hold ids only; facts are asked of plan_data.py's files, times for calendars of the published calendars.
"""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from indexer.settings import Holiday
from portal import plan_words
from portal.assets import modules
from portal.file import File
from portal.gather import week_name
from portal.scene import Scene

PATH = "plan/"
_LATER = ("save.js", "count.js", "opened.js", "ours.js", "record.js", "someone.js", "calendar.js")
"""Modules of other pages than this one, and those that it fetches only when they are needed."""


def plan_page(scene: Scene, holidays: Sequence[Holiday]) -> File:
    """One language's page. holidays: the city's, which the planner offers as its weeks."""
    _ = scene.language.gettext
    return scene.page(
        "plan.html",
        PATH,
        title=_("My plan"),
        description=_("What you saved, week by week. It stays on your device."),
        scripts=[file.path for name, file in modules("plan").items() if name not in _LATER],
        words=_script_json(scene, holidays),
    )


def _script_json(scene: Scene, holidays: Sequence[Holiday]) -> Markup:
    """What the script needs to know, as JSON in which nothing can end its element."""
    language = scene.language
    told: dict[str, Any] = {
        "root": scene.root(PATH),
        "here": scene.here(PATH),
        "city": scene.settings.site.title,
        "locale": str(language.locale).replace("_", "-"),
        "rtl": language.dir == "rtl",
        "zone": scene.settings.timezone,
        "sprites": scene.sprites,
        "weeks": [week_name(monday) for monday in scene.gathered.by_week],
        "holidays": [
            [one.name, one.first.isoformat(), one.last.isoformat()]
            for one in sorted(holidays, key=lambda one: (one.first, one.name))
        ],
        "playlists": bool(scene.settings.playlists),
        "points": [language.gettext(said) for said in plan_words.POINTS],
        "notes": [language.gettext(said) for said in plan_words.NOTES],
        "words": plan_words.script_words(language),
    }
    return Markup(json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"))  # noqa: S704
