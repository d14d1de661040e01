"""What the search's script needs to draw where results are: the city's outlines, and its sentences."""

import hashlib
from typing import Any

import msgspec

from portal.areamap import AreaMap
from portal.file import File
from portal.i18n import Language
from portal.search_form import plural_forms


def outlines(drawn: AreaMap) -> File:
    """{width, height, frame, areas: [[name, path]]}; fetched only where somebody asks for the points."""
    body = msgspec.json.encode(
        {
            "width": drawn.width,
            "height": drawn.height,
            "frame": [round(number, 6) for number in drawn.frame],
            "areas": [(area.name, area.path) for area in drawn.areas],
        }
    )
    return File(f"search/outlines.{hashlib.sha256(body).hexdigest()[:10]}.json", body)


def sentences(language: Language) -> dict[str, Any]:
    """For points.js: words that do not count, and plural forms for those that do."""
    _ = language.gettext

    def ngettext(one: str, many: str) -> dict[str, str]:
        return plural_forms(language, one, many)

    return {
        "map": _("Where these are"),
        "areas": _("Told by area only:"),
        "here": ngettext("%(num)s here", "%(num)s here"),
        "offMap": ngettext("%(num)s more with no place on the map", "%(num)s more with no place on the map"),
    }
