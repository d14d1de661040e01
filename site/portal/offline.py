"""What shows pages without signal: the page where it is switched on, the worker, and what is still current.

Nothing is kept before somebody taps for it (the design's tenth rule). `offline.json` lets the worker find out, without
telling anybody which pages it holds, whether one of them shows something that was hidden, withdrawn or changed.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from indexer.contents import Contents
from indexer.opportunity import Opportunity
from portal import assets
from portal.file import File
from portal.i18n import Language, languages
from portal.scene import Scene
from portal.settings import PortalSettings

PATH = "offline/"
WORKER, CURRENT = "sw.js", "offline.json"


def page(scene: Scene) -> File:
    """The page "Without signal", which is also shown in place of a page that the device does not hold."""
    _ = scene.language.gettext
    return scene.page(
        "offline.html",
        PATH,
        title=_("Without signal"),
        description=_("Keep pages of this portal on your device, and clear them again."),
        device=device(scene, PATH),
    )


def device(scene: Scene, path: str) -> Markup:
    """What offline.js needs to know on a page at this path, as JSON in which nothing can end its element."""
    _, here = scene.language.gettext, scene.here(path)
    root = scene.root(path)
    told = {
        "root": root,
        "pages": [here, f"{here}search/", *(f"{root}{one.prefix}{PATH}" for one in scene.languages)],
        "words": {
            "wait": _("One moment."),
            "kept": _("Done. From now on this device keeps what you look at here, and the search."),
            "failed": _("That did not work. Try it again when you have signal."),
            "unable": _("This browser cannot keep pages."),
            "cleared": _("Cleared. This portal keeps nothing on this device now."),
        },
    }
    return Markup(_json(told).replace("<", "\\u003c"))  # noqa: S704


def files(contents: Contents, settings: PortalSettings, modules: Sequence[str]) -> Iterator[File]:
    """The worker, and what tells it what is still current. modules: paths of the search's scripts."""
    spoken = languages(settings.languages, settings.country)
    told = {"timezone": settings.timezone, "languages": [_words(one) for one in spoken]}
    script = (assets.STATIC / "offline" / "worker.js").read_text("utf-8")
    yield File(WORKER, f"const TOLD = {_json(told)};\n\n{script}".encode())
    planner = (file.path for file in assets.modules("plan").values())
    current = {"modules": sorted([*modules, *planner]), "opportunities": current_of(contents.opportunities)}
    yield File(CURRENT, _json(current).encode())


def current_of(opportunities: Iterable[Opportunity]) -> str:
    """Six bytes for each, in order and as base64: four of the hash of its id, two of the hash of what it says."""
    found = sorted(_digest(o.id.encode())[:4] + _digest(_lasting(o))[:2] for o in opportunities)
    return base64.b64encode(b"".join(found)).decode()


def _lasting(o: Opportunity) -> bytes:
    """What it says, without when it was read and how many places are left: for these no page is fetched again."""
    return msgspec.json.encode(
        msgspec.structs.replace(
            o,
            listings=(),
            sessions=tuple(
                msgspec.structs.replace(session, places_left=None, places_as_of=None) for session in o.sessions
            ),
        )
    )


def _words(language: Language) -> dict[str, str]:
    """What the worker says by itself; %(time)s stays for it to fill in."""
    _ = language.gettext
    return {
        "code": language.code,
        "prefix": language.prefix,
        "locale": str(language.locale).replace("_", "-"),
        "offline": _("You are offline. This page is of %(time)s."),
        "slow": _("This page did not come just now. What you see is of %(time)s."),
        "missing": _("You are offline, and that page is not on this device."),
        "kept": _("On this device"),
    }


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
