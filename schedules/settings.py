"""What the timetable needs to know of a city: the `[schedule]` and `[notices]` tables of the city file."""

import msgspec


class ScheduleSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[schedule]` table, in the words of `schedules/every.py`.

    publish: when pages and feeds are built even if nothing changed. report: when the report is sent; None means never.
    """

    publish: str = "every day at 05:00"
    report: str | None = None


class NoticeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[notices]` table: who is told what needs a person, by webhook or e-mail. Only what changed is sent.

    webhook: an address that takes a POST of JSON. email: recipients. smtp: smtp://user@host:587 or smtps://…;
    its password is $SMTP_PASSWORD and stands in no file. sender: the From address.
    """

    webhook: str | None = None
    email: tuple[str, ...] = ()
    smtp: str | None = None
    sender: str | None = None
