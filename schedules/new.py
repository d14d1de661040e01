"""Makes the folder of a new city: a city file with one source to start from, and its own page."""

import string
from importlib import resources
from pathlib import Path

from crawlers.errors import CityFileError
from indexer.values.text import slug


def new(name: str, folder: Path) -> Path:
    """Makes folder/<slug of the name>/ with city.toml and pages/about.en.md. Raises CityFileError where it exists."""
    home = folder / slug(name)
    if home.exists():
        raise CityFileError(f"{home}: there is such a folder already. Choose another name, or edit its city.toml.")
    (home / "pages").mkdir(parents=True)
    template = string.Template(resources.files("schedules").joinpath("new_city.toml").read_text(encoding="utf-8"))
    path = home / "city.toml"
    path.write_text(template.substitute(name=name.replace('"', "'"), slug=slug(name)), encoding="utf-8")
    (home / "pages" / "about.en.md").write_text(
        f"# About {name}\n\nWrite here who runs this portal, and why.\n", encoding="utf-8"
    )
    return path
