"""Finds days in words of several languages: "Sat 12 July 2027", "12/07/2027", "July 12–16", "12, 19 and 26 July"."""

import datetime as dt
import re
from typing import NamedTuple

from indexer.values.plain import normal

_MONTH_NAMES = {
    1: "january jan ionawr enero janvier januar جنوری stycznia",
    2: "february feb chwefror febrero février fevrier februar فروری lutego",
    3: "march mar mawrth marzo mars märz مارچ marca", 4: "april apr ebrill abril avril اپریل kwietnia",
    5: "may mai mayo مئی maja",
    6: "june jun mehefin junio juin juni جون czerwca", 7: "july jul gorffennaf julio juillet juli جولائی lipca",
    8: "august aug awst agosto août aout اگست sierpnia",
    9: "september sept sep medi septiembre septembre ستمبر września",
    10: "october oct hydref octubre octobre oktober اکتوبر października",
    11: "november nov tachwedd noviembre novembre نومبر listopada",
    12: "december dec rhagfyr diciembre décembre decembre dezember دسمبر grudnia",
}  # fmt: skip
_DAY_NAMES = {
    0: "monday mon mondays llun lunes lundi montag پیر poniedziałek poniedziałki",
    1: "tuesday tue tues tuesdays mawrth martes mardi dienstag منگل wtorek wtorki",
    2: "wednesday wed weds wednesdays mercher miércoles miercoles mercredi mittwoch بدھ środa środę środy",
    3: "thursday thu thur thurs thursdays iau jueves jeudi donnerstag جمعرات czwartek czwartki",
    4: "friday fri fridays gwener viernes vendredi freitag جمعہ piątek piątki",
    5: "saturday sat saturdays sadwrn sábado sabado sábados samedi samstag ہفتہ sobota sobotę soboty",
    6: "sunday sun sundays sul domingo dimanche sonntag اتوار niedziela niedzielę niedziele",
}  # fmt: skip
MONTHS = {name: number for number, names in _MONTH_NAMES.items() for name in names.split()}
WEEKDAYS = {name: number for number, names in _DAY_NAMES.items() for name in names.split()}


def _any_of(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_MONTH = rf"(?:{_any_of(MONTHS)})"
WEEKDAY = rf"(?:(?:d?dydd |nos |ar )?(?:{_any_of(WEEKDAYS)}))"
# "Wednesdays, 11 January" is a pattern and a day; "Wednesday, 11 January" is one day.
# "Mawrth" is March, but after "dydd" it is Tuesday; Welsh never writes the month first.
_MONTH_FIRST = rf"(?:{_any_of({n: m for n, m in MONTHS.items() if n != 'mawrth'})})"
_ONE_WEEKDAY = rf"(?:(?:d?dydd |nos )?(?:{_any_of({n: d for n, d in WEEKDAYS.items() if not n.endswith('days')})}))"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|af|ail|fed|ain|º|er))?"
_DAY = rf"\d{{1,2}}{_ORDINAL}"
_YEAR = r"(?:,?\s?-?\s?(?P<{}>(?:19|20)\d\d|'\d\d)(?!\s?(?:hrs|hours)|\d|:\d))"
_LIST = r"(?:\s?(?:,|&|\band\b|\ba\b|\bac\b)\s?)"
_SPAN = r"\s?(?:-|to|until|till|through|thru|hyd at|i|bis|al|سے)\s?"
_FOUND = re.compile(
    rf"(?<![\d£$€:.])(?:(?P<iso>(?:19|20)\d\d(?P<isomark>[-/.])\d{{1,2}}(?P=isomark)\d{{1,2}})(?!\d)"
    rf"|(?:(?P<weekday>{_ONE_WEEKDAY})\b\.?,?\s(?:the )?)?(?:"
    rf"(?P<days>{_DAY}(?:{_LIST}{_DAY}){{0,40}})(?:{_SPAN}(?:{WEEKDAY}\b\.?,?\s)?(?P<last>{_DAY}))?\s?(?:of |de"
    rf" )?(?:-\s?)?(?P<month>{_MONTH})\b\.?(?:{_YEAR.format('year')})?"
    rf"|(?P<usmonth>{_MONTH_FIRST})\b\.?\s?(?P<usdays>\d{{1,2}}(?:st|nd|rd|th)?(?!\d|:\d"
    rf"|\s?[ap]\.?m)(?:{_LIST}\d{{1,2}}(?:st|nd|rd|th)?(?!\d|:|\s?[ap]\.?m)){{0,40}})"
    rf"(?:{_SPAN}(?P<uslast>\d{{1,2}}(?:st|nd|rd|th)?)(?!\d|:|\s?[ap]\.?m"
    rf"|\s?(?:{_MONTH})))?(?:{_YEAR.format('usyear')})?"
    rf"|(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?:(?P=mark)(?P<numyear>(?:19|20)\d\d"
    rf"|\d\d))?(?![\d:]|[./]\d|\s?[ap]\.?m|%)"
    r"))"
)
_DAY_FIRST_NOT = {"US", "PH"}


_OF_A_PATTERN = re.compile(
    rf"(?:(?<!\w){WEEKDAY}\.?\s?(?:-|to|through|&|and|,|/|i|a)\s?|\b(?:every|each|bob|każdy|każdą|cada)\s)$"
)


class Found(NamedTuple):
    """One naming of days. days: in order; span: whether the two days are a first and a last one with the days between.

    complete: the year is in the words. begin, end: where it stands. reason: why a day is left out, or all are.
    """

    days: tuple[dt.date, ...]
    span: bool
    complete: bool
    begin: int
    end: int
    reason: str = ""


def find(words: str, *, today: dt.date, country: str, short: bool = False) -> list[Found]:
    """Every naming of a day in lower-case words with plain dashes.

    A day with no year borrows that of a later one in the same words, else it is the one whose weekday fits,
    else the next one counted from 60 days before today. short: "9/21" is a day also amid other words.
    """
    matches = list(_FOUND.finditer(words))
    found: list[Found] = []
    year: int | None = None
    for match in reversed(matches):
        one = _read(match, year, today, country, short)
        if one is None:
            continue
        if one.complete and one.days:
            year = one.days[0].year
        elif one.days and found and found[0].days and one.days[-1] > found[0].days[0] and not match["weekday"]:
            # "12 December - 3 January 2028": the earlier day is of the year before.
            earlier = tuple(moved for day in one.days if (moved := _replace_year(day, day.year - 1)))
            if earlier and (found[0].days[0] - earlier[0]).days < 200:
                one = one._replace(days=earlier)
        found.insert(0, one)
    return found


def without_days(words: str) -> str:
    """The words in lower case with every day taken out, so that "12.07.2027" is not read as a time."""
    return _FOUND.sub(" ", normal(words[:1000]))


def _read(match: re.Match[str], later_year: int | None, today: dt.date, country: str, short: bool) -> Found | None:
    begin, end = match.span()
    if match["iso"]:
        try:
            year, month, day = map(int, re.split(r"[-/.]", match["iso"]))
            return Found((dt.date(year, month, day),), False, True, begin, end)
        except ValueError:
            return Found((), False, True, begin, end, "there is no such day")
    weekday = WEEKDAYS[match["weekday"].split()[-1]] if match["weekday"] else None
    if match["weekday"] and _OF_A_PATTERN.search(match.string, max(0, begin - 30), begin):
        # "Mon-Fri, 26-30 July", "every Thursday 2 September to": the weekday is a pattern and not the day's own.
        weekday, begin = None, match.end("weekday")
    if match["first"]:
        alone = short or end - begin == len(match.string.strip())
        if not match["numyear"] and (match["mark"] != "/" or not alone):
            return None  # "4.30", "6-8" and "1/2" are seldom days
        if match["mark"] == "-" and len(match["numyear"]) != 4:
            return None
        numbers = int(match["first"]), int(match["second"])
        if country not in _DAY_FIRST_NOT or match["mark"] == ".":
            day, month = numbers
        else:
            month, day = numbers
        days, last = [day], None
        stated = match["numyear"]
    else:
        days = [int(number) for number in re.findall(r"\d{1,2}", match["days"] or match["usdays"])]
        last = match["last"] or match["uslast"]
        month = MONTHS[match["month"] or match["usmonth"]]
        stated = match["year"] or match["usyear"]
    if last:
        days = [days[0], int(re.match(r"\d+", last)[0])]  # type: ignore[index]
    known = _year(stated) if stated else later_year
    made = _days(days, month, known, weekday, today)
    if isinstance(made, str):
        return Found((), bool(last), bool(stated), begin, end, made)
    if last and made[0] > made[-1]:
        return Found(made[:1], False, bool(stated), begin, end, "the last day is before the first")
    return Found(made, bool(last), bool(stated), begin, end)


def _year(stated: str) -> int:
    number = int(stated.strip("'"))
    return number if number > 99 else 2000 + number


def _days(
    days: list[int], month: int, year: int | None, weekday: int | None, today: dt.date
) -> tuple[dt.date, ...] | str:
    if year is None:
        years = _likely_years(days[0], month, weekday, today)
        if not years:
            return "the weekday does not fit the day"
        year = years[0]
    try:
        made = tuple(dt.date(year, month, day) for day in days)
    except ValueError:
        return "there is no such day"
    if weekday is not None and made[0].weekday() != weekday:
        return "the weekday does not fit the day"
    return made


def _likely_years(day: int, month: int, weekday: int | None, today: dt.date) -> list[int]:
    """Years for a day without one, the likeliest first."""
    likely = []
    for year in (today.year - 1, today.year, today.year + 1):
        date = _replace_year(dt.date(2000, month, day), year) if _exists(month, day) else None
        if date and (weekday is None or date.weekday() == weekday):
            likely.append(date)
    coming = [date.year for date in likely if (date - today).days >= -60]
    return coming or ([date.year for date in likely if weekday is not None and (today - date).days < 300])


def _exists(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)


def _replace_year(day: dt.date, year: int) -> dt.date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
