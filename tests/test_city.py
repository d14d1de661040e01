"""The city file is read strictly; each mistake gets a sentence that says what was expected, what came, what to do."""

import datetime as dt
from pathlib import Path

import pytest

from crawlers.errors import Busy, CityFileError
from schedules import city as city_file
from schedules import new
from schedules.every import Every, every
from schedules.lock import only_one

GOOD = """
name = "Testtown"
timezone = "Europe/London"
country = "GB"
languages = ["en"]

[site]
title = "City of Learning: Testtown"
url = "https://learn.testtown.example"
contact = "hello@testtown.example"
operator = "Testtown"

[safety]
emergency = "999"
helpline = { name = "Line", phone = "01632 960100" }
contact = "safe@testtown.example"

[crawl]
contact = "bot@testtown.example"

[[source]]
name = "libraries"
provider = "Testtown Libraries"
kind = "ical"
url = "https://libraries.testtown.example/events.ics"
every = "6h"
"""


def test_a_right_city_file_is_read(tmp_path: Path) -> None:
    city = city_file.parse(GOOD, tmp_path / "city.toml")
    assert (city.name, city.sources[0].name, city.crawl.delay) == ("Testtown", "libraries", "1s")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("timezone =", "timezon =", "no key 'timezon'. Did you mean 'timezone'?"),
        ("[crawl]", "[crawl]\nspeed = 9", "crawl has no key 'speed'. Known are: contact, delay"),
        ('title = "City', 'titel = "City', "site has no key 'titel'. Did you mean 'title'?"),
        ('every = "6h"', 'evry = "6h"', "source 'libraries' has no key 'evry'. Did you mean 'every'?"),
        ('every = "6h"', 'every = "often"', "'often' is no timetable; write '6h'"),
        ('kind = "ical"', 'kind = "icall"', "there is no kind 'icall'. Did you mean 'ical'?"),
        ('every = "6h"', "options = { horizn_days = 3 }", "has no option 'horizn_days'. Did you mean 'horizon_days'?"),
        ("Europe/London", "Europe/Londn", "there is no zone 'Europe/Londn'. Did you mean 'Europe/London'?"),
        ('languages = ["en"]', 'languages = "en"', "languages: Expected `array`, got `str`"),
        ('languages = ["en"]', "languages = []", "expected at least one code"),
        ('url = "https://libraries', 'url = "libraries', "expected http://… or https://…"),
        ('name = "libraries"', 'name = "Libraries!"', "a name is made of a-z, 0-9 and -"),
        ('[crawl]\ncontact = "bot@testtown.example"', "[crawl]", "missing required field `contact`"),
        ('contact = "bot@testtown.example"', 'contact = "b@t.example"\ndelay = "soon"', "'soon' is no span of time"),
        ('operator = "Testtown"', 'operator = "Testtown"\npages = "pgs/"', "expected 'pgs/' beside the city file"),
        ('name = "Testtown"', "name = ", "expected TOML"),
        ("[crawl]", '[search]\nurl = "s.example"\nindex = "t"\n[crawl]', "search.url: expected http://… or https://…"),
        ("[crawl]", '[search]\nurl = "https://s"\nindex = "T t"\n[crawl]', "search.index: a name is made of a-z"),
        ("[crawl]", '[roster]\nfile = "r.csv"\n[crawl]', "roster.file: expected 'r.csv' beside the city file"),
        ("[crawl]", '[population]\nfile = "p.csv"\n[crawl]', "population.file: expected 'p.csv' beside the city file"),
        ("[crawl]", '[participation]\nfolder = "r/"\n[crawl]', "participation.folder: expected the folder 'r/'"),
        ("[crawl]", '[participation]\nfolder = "."\nfewest = 4\n[crawl]', "participation.fewest: expected 5 or more"),
        (
            "[crawl]",
            '[participation]\nfolder = "."\nperiod = "week"\n[crawl]',
            "participation.period: Invalid enum value",
        ),
        ("[crawl]", '[schedule]\npublish = "at night"\n[crawl]', "schedule.publish: 'at night' is no timetable; write"),
        ("[crawl]", '[schedule]\nreport = "10s"\n[crawl]', "schedule.report: '10s' is too often"),
        ("[crawl]", '[notices]\nwebhook = "chat.example"\n[crawl]', "notices.webhook: expected http://… or https://…"),
        ("[crawl]", '[notices]\nemail = ["a@b.example"]\n[crawl]', "notices.email: expected a mail server to send by"),
        (
            "[crawl]",
            '[notices]\nemail = ["a"]\nsmtp = "smtp://m"\n[crawl]',
            "notices.email: expected an e-mail address",
        ),
        ("[crawl]", '[notices]\nsmtp = "mail.example"\n[crawl]', "notices.smtp: expected smtp://user@host:587"),
        ("[crawl]", '[notices]\nsmtp = "smtp://a:b@m"\n[crawl]', "notices.smtp: it holds a password"),
        ("[crawl]", '[notices]\nsender = "me, you"\n[crawl]', "notices.sender: expected an e-mail address"),
    ],
)
def test_a_mistake_gets_a_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(CityFileError) as caught:
        city_file.parse(GOOD.replace(old, new, 1), tmp_path / "city.toml")
    assert sentence in str(caught.value)
    assert "city.toml" in str(caught.value)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("country =", "land =").replace("provider =", "providr =")
    with pytest.raises(CityFileError) as caught:
        city_file.parse(text, tmp_path / "city.toml")
    assert len(str(caught.value).splitlines()) == 2


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("[[source]]") :]
    with pytest.raises(CityFileError, match="two sources are called 'libraries'"):
        city_file.parse(twice, tmp_path / "city.toml")


def test_a_city_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CityFileError, match="cityoflearning new"):
        city_file.read(tmp_path / "city.toml")


def test_a_new_city_is_right_from_the_start(tmp_path: Path) -> None:
    path = new.new('Port "Nowhere"', tmp_path)
    assert path == tmp_path / "port-nowhere" / "city.toml"
    assert city_file.read(path).name == "Port 'Nowhere'"
    with pytest.raises(CityFileError, match="such a folder already"):
        new.new('Port "Nowhere"', tmp_path)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("6h", Every(between=dt.timedelta(hours=6))),
        ("30m", Every(between=dt.timedelta(minutes=30))),
        ("1d at 02:00", Every(at=dt.time(2))),
        ("every day at 05:00", Every(at=dt.time(5))),
        ("every monday at 08:00", Every(at=dt.time(8), weekday=0)),
    ],
)
def test_how_often(words: str, read: Every) -> None:
    assert every(words) == read


@pytest.mark.parametrize("words", ["", "1d at 25:00", "every moonday at 08:00", "6", "-1h"])
def test_no_timetable(words: str) -> None:
    with pytest.raises(ValueError, match="no timetable"):
        every(words)


def test_the_day_is_the_citys_own(tmp_path: Path) -> None:
    city = city_file.parse(GOOD.replace("Europe/London", "Pacific/Auckland"), tmp_path / "city.toml")
    assert city_file.today(city, dt.datetime(2027, 6, 30, 13, tzinfo=dt.UTC)) == dt.date(2027, 7, 1)


def test_two_runs_of_one_city_at_once_are_refused(tmp_path: Path) -> None:
    with only_one(tmp_path, "Testtown"), pytest.raises(Busy, match="another run of this city"), only_one(tmp_path, "T"):
        pass
    with only_one(tmp_path, "Testtown"):
        pass
