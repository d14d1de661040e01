"""Writes the sheet that a provider fills in to a file, and never over one that is there."""

from pathlib import Path

from crawlers.errors import CityFileError
from crawlers.formats.tables import template

WAYS = {".csv": template.csv_bytes, ".xlsx": template.xlsx_bytes}


def write(path: Path | None, ending: str | None, year: int) -> Path:
    """Writes the sheet and returns its path: sessions.xlsx where none is given.

    ending: ".csv" or ".xlsx", or None where the path says it. year: of the summer that the examples are about.
    Raises CityFileError where the path cannot be written, or a file is there already.
    """
    path = path or Path(f"sessions{ending or '.xlsx'}")
    wanted = ending or path.suffix.lower()
    if path.suffix.lower() != wanted or wanted not in WAYS:
        raise CityFileError(f"{path}: expected a name that ends in {' or '.join([ending] if ending else WAYS)}.")
    try:
        with path.open("xb") as file:
            file.write(WAYS[wanted](year))
    except FileExistsError:
        raise CityFileError(
            f"{path} is there already, and somebody may have filled it in. Name another file."
        ) from None
    except OSError as error:
        raise CityFileError(f"{path}: it cannot be written ({error.strerror}). Name another file.") from None
    return path
