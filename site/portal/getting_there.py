"""The way to a place, looked up elsewhere; and what is wrong with what the city file says of it."""

from pathlib import Path

from crawlers.errors import CityFileError
from portal import address, stops
from portal.settings import SiteSettings


def directions(template: str, at: tuple[float, float]) -> str | None:
    """Where the way to a position is looked up, if it may become a link; to some ten metres."""
    return address.outward(template.replace("{lat}", f"{at[0]:.5f}").replace("{lon}", f"{at[1]:.5f}"))


def faults(site: SiteSettings, folder: Path) -> list[str]:
    """What is wrong with `[site] stops` and `directions`, a sentence each."""
    found, template = [], site.directions
    bare = template.replace("{lat}", "1").replace("{lon}", "1")
    if bare == template or "{" in bare or not address.outward(bare) or not bare.startswith("https://"):
        found.append(
            "site.directions: expected an address like https://maps.example/?to={lat},{lon}, "
            f"which begins with https:// and has {{lat}} and {{lon}}, but it is {template!r}."
        )
    if site.stops:
        try:
            stops.read(folder / site.stops)
        except CityFileError as error:
            found.append(str(error))
    return found
