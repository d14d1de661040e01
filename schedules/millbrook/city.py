"""Millbrook's city file as it is on a day: the shipped city.toml and the school holidays from that day on."""

import datetime as dt
from pathlib import Path

from schedules.millbrook import weeks

FOLDER = Path(__file__).parent


def city_text(today: dt.date) -> str:
    """The TOML of the city file. Files that it names lie in FOLDER."""
    tables = (
        f'\n[[holiday]]\nname = "{name}"\nfrom = {first}\nto   = {last}\n'
        for name, first, last in weeks.holidays(today)
    )
    return (FOLDER / "city.toml").read_text("utf-8") + "".join(tables)
