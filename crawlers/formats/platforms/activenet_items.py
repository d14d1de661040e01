"""Makes drafts of an ActiveNet activity: of its entry in the list, and of the answers about it alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.draft import Draft, DraftSession, Refusal
from crawlers.formats.api_json import joined, line, parts, rows, text, whole
from crawlers.formats.moments import moment, span
from crawlers.formats.platforms import activenet_dates

Item = Mapping[str, Any]

_UNITS = (("year", "yrs"), ("month", "mos"), ("week", "wks"))


def listed(item: Item, page: str, *, many: bool) -> tuple[Draft | None, Refusal | None]:
    """The listing of an entry of the list. page: its public page. many: its sessions are asked for by themselves."""
    number, title = text(item.get("id")), line(item.get("name"))
    if not number or not title:
        reason = "It has no title." if number else "It has no id."
        return None, Refusal(where=number or title or "an activity", reason=reason, wrote=(title or "")[:200])
    alone = session(item)
    grades = " - ".join(dict.fromkeys(said for key in ("min_grade", "max_grade") if (said := line(item.get(key)))))
    draft = Draft(
        native_id=number,
        url=page,
        title=title,
        text=text(item.get("desc")),
        topics=tuple(
            dict.fromkeys(
                said for key in ("category", "sub_category", "activity_type") if (said := line(item.get(key)))
            )
        ),
        ages=ages(item),
        eligibility=f"Grades {grades}" if grades else None,
        sessions=() if many else (alone,),
    )
    return draft, None


def session(item: Item, url: str | None = None) -> DraftSession:
    """When and where, how to sign up, what is left. Weekdays and times go on in words, between the two days."""
    start, end, _ = span(
        moment(text(item.get("date_range_start"))), moment(text(item.get("date_range_end"))), whole_days=True
    )
    worded = joined(item.get("days_of_week"), item.get("time_range"), by=" ")
    opens = moment(text(item.get("activity_online_start_time")))
    fee = line(item.get("search_from_price_desc")) or line(parts(item.get("fee")).get("label")) or ""
    action = parts(item.get("action_link"))
    urgent = line(parts(item.get("urgent_message")).get("status_description"))
    left, total, taken = (whole(item.get(key)) for key in ("openings", "total_open", "already_enrolled"))
    return DraftSession(
        native_id=text(item.get("id")),
        url=url,
        when=worded or (None if start else line(item.get("date_range")) or line(item.get("date_range_description"))),
        start=start,
        end=end,
        place=line(parts(item.get("location")).get("label")),
        price=fee if re.search(r"\d|\bfree\b", fee, re.IGNORECASE) else None,  # else "View fee details"
        registration=urgent or line(action.get("label")),
        opens=opens.iso if opens else None,
        register_url=text(action.get("href")) or None,
        # total_open is all places of some sites and those left of others: it is believed where the sum is right
        capacity=str(total) if total and left is not None and taken is not None and left + taken == total else None,
        places_left=str(left) if left is not None else None,
    )


def ages(item: Item) -> str | None:
    """The platform's sentence; else one made of its numbers, of which the upper is the first age that is too old."""
    if said := (line(item.get("age_description")) or "").strip(" ,"):
        return said
    least, most = _age(item, "min"), _age(item, "max")
    if least and most:
        return f"at least {least} but less than {most}"
    if most:
        return f"less than {most}"
    return f"at least {least}" if least else line(item.get("ages"))


def _age(item: Item, end: str) -> str:
    """ "1 yrs 6 mos"; "" where all are 0, which the platform writes for no limit."""
    counted = [(whole(item.get(f"age_{end}_{unit}")), short) for unit, short in _UNITS]
    return " ".join(f"{number} {short}" for number, short in counted if number)


def dated(answer: Item, number: str, page: str) -> Iterator[Draft | Refusal]:
    """What meetingandregistrationdates adds: meetings, and from when to when one may sign up online."""
    told = parts(answer.get("meeting_and_registration_dates"))
    laid_out, why = activenet_dates.meetings(told.get("activity_patterns"))
    windows = next(iter(rows(told.get("enrollment_datetimes"))), {})
    opens, closes = (moment(text(windows.get(f"{name}_daytime_internet"))) for name in ("first", "last"))
    if why:
        yield Refusal(where=number, reason=why, wrote=str(told.get("activity_patterns"))[:200])
    if laid_out or opens or closes:
        one = DraftSession(
            native_id=number,
            meetings=laid_out,
            opens=opens.iso if opens else None,
            closes=closes.iso if closes else None,
        )
        yield Draft(native_id=number, url=page, sessions=(one,))


def priced(answer: Item, number: str, page: str) -> Iterator[Draft | Refusal]:
    """What estimateprice adds: each price with whom it is for, in words."""
    told = parts(answer.get("estimateprice"))
    prices = [
        f"{amount} ({called})" if (called := line(detail.get("description"))) else amount
        for one in rows(told.get("prices"))
        for detail in rows(one.get("details"))
        if (amount := line(detail.get("price")))
    ]
    words = "free" if told.get("free") is True else "; ".join(dict.fromkeys(prices)) or line(told.get("estimate_price"))
    if words and told.get("show_price_info_online") is not False:
        yield Draft(native_id=number, url=page, sessions=(DraftSession(native_id=number, price=words),))
