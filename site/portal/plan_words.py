"""What the planner's script says, in one language.

And the two fixed lists from which people choose what they tell one another, since nothing can be written here.
"""

from functools import partial
from typing import Any

from portal.i18n import Language, mark
from portal.search_form import plural_forms
from portal.words import BASES

POINTS = (
    mark("At the door"),
    mark("Ten minutes before, at the entrance"),
    mark("At the nearest stop"),
    mark("At the library"),
    mark("We talk about it at school"),
)
"""Where to meet. Links hold the number, so the order stays, and new ones go to the end."""

NOTES = (
    mark("Picked for you"),
    mark("You might like these"),
    mark("Ask me about them"),
    mark("We could look at them together"),
    mark("Ask them before you go"),
)
"""What somebody says who picks for another; numbers as above."""


def script_words(language: Language) -> dict[str, Any]:
    """Words by the names that the script knows; those that count by CLDR plural category."""
    return {**_page(language), **_facts(language), **_together(language), "comma": language.comma}


def _page(language: Language) -> dict[str, Any]:
    _, ngettext = language.gettext, partial(plural_forms, language)
    return {
        "title": _("My plan"),
        "tab_mine": _("My plan"),
        "tab_record": _("What I did"),
        "tab_someone": _("For someone else"),
        "empty": _("Nothing saved yet. Tap Save on anything that you like, and it comes here."),
        "find": _("Find something to do"),
        "playlists": _("Playlists"),
        "loading": _("One moment …"),
        "savedOnes": _("What you saved"),
        "overOnes": _("Over"),
        "coming": _("Coming weeks"),
        "whichWeeks": _("Which weeks"),
        "moreWeeks": _("More weeks"),
        "noWeeks": _("Nothing with a date in these weeks."),
        "alsoThisWeek": _("Also in this week; the days are not stated:"),
        "whatElse": _("What else is on that week"),
        "nothing": _("Nothing yet on %(days)s."),
        "parts": [_("Morning"), _("Afternoon"), _("Evening"), _("Time not stated")],
        "freeBetween": _("Free %(times)s"),
        "freeNoWay": _("Free %(times)s, no travel"),
        "freeToGet": _("Free %(times)s, to get to %(place)s"),
        "tight": _("Hardly any time to get here from %(from)s"),
        "clash": _("At the same time as %(title)s"),
        "quoted": _("“%(words)s”"),
        "inAll": _("In all: %(cost)s"),
        "inWeeks": _("In the weeks shown: %(cost)s"),
        "forWhom": _("For more than one? Say for whom"),
        "forWhomNote": _("A nickname or a letter is enough. It stays on this device."),
        "nickname": _("Nickname"),
        "ageOptional": _("Age, if you like"),
        "addPerson": _("Add"),
        "personAdded": _("Added."),
        "personRemoved": _("Removed."),
        "whose": _("Whose plan"),
        "everyone": _("Everybody"),
        "person": _("Person %(num)s"),
        "whoGoes": _("Who goes"),
        "remove": _("Remove"),
        "removed": _("Removed: %(title)s"),
        "undone": _("Taken back."),
        "clearAll": _("Clear all"),
        "cleared": _("Everything is cleared from this device."),
        "problems": {
            "lost": _("Some of what was saved on this device could not be read. The rest is here."),
            "broken": _("What was saved on this device can no longer be read. You can clear it and begin anew."),
            "newer": _("A newer version of this page saved your plan. Load this page again to see it."),
            "denied": _("Your browser does not let this page keep anything. What you change is lost when you leave."),
        },
        "takeIt": _("Take it with you"),
        "withWho": _("Say who goes, as Person 1 and Person 2"),
        "calendar": _("Add to calendar"),
        "calendarMade": _("The calendar file is in your downloads."),
        "calendarEmpty": _("Nothing on the plan has a date to come."),
        "calendarFailed": _("The calendar could not be made. Are you offline? Try again later."),
        "print": _("Print"),
        "record": _("What I did"),
        "noRecord": _("Nothing here yet. When something has begun, tap “I did this” beside it on your plan."),
        "recordNote": _(
            "You ticked this yourself; nobody has checked it. "
            "Hours are counted from the times that the provider stated."
        ),
        "iDidThis": _("I did this"),
        "recorded": _("It is in your record now."),
        "nameLine": _("Name"),
        "what": _("What"),
        "when": _("When"),
        "by": _("By"),
        "howLong": _("How long"),
        "award": _("Award"),
        "asText": _("Keep as text"),
        "hoursUnknown": ngettext("%(num)s with no hours stated", "%(num)s with no hours stated"),
        "hours": ngettext("%(num)s hour", "%(num)s hours"),
    }


def _facts(language: Language) -> dict[str, Any]:
    _, ngettext = language.gettext, partial(plural_forms, language)
    return {
        "states": {
            "cancelled": _("Cancelled"),
            "postponed": _("Postponed"),
            "walk": _("No booking"),
            "wait": _("Waiting list"),
            "full": _("Full"),
            "shut": _("Sign-up closed"),
            "soon": _("Not open yet"),
            "open": _("Open for sign-up"),
        },
        "opens": _("Opens %(day)s"),
        "left": ngettext("%(num)s place left", "%(num)s places left"),
        "over": _("Over"),
        "gone": _("This is no longer on the portal. Ask the provider."),
        "unnamed": _("Something that is no longer listed"),
        "stale": _("These could not be read anew just now, so you see them as they were. Are you offline?"),
        "unread": _("This could not be read just now. Are you offline?"),
        "free": _("Free"),
        "choose": _("Pay what you can"),
        "chosen": ngettext("%(num)s where you pay what you can", "%(num)s where you pay what you can"),
        "noPrice": _("Cost not stated"),
        "unpriced": ngettext("%(num)s whose cost is not stated", "%(num)s whose cost is not stated"),
        "unclear": ngettext("%(num)s whose cost depends on the days", "%(num)s whose cost depends on the days"),
        "from": _("From %(price)s"),
        "lowToHigh": _("%(low)s to %(high)s"),
        "reduced": _("(reduced %(price)s)"),
        "bases": {key: _(said) for key, said in BASES.items()},
        "noAge": _("Age not stated"),
        "allAges": _("All ages"),
        "ageFrom": _("Ages %(low)s and over"),
        "ageTo": _("Up to age %(high)s"),
        "age": _("Age %(age)s"),
        "ages": _("Ages %(low)s to %(high)s"),
        "told": _("Place told on booking"),
        "online": _("Online"),
        "noPlace": _("Place not stated"),
        "noDates": _("Dates not stated"),
        "noTime": _("Time not stated"),
        "noEnd": _("From %(day)s, no end stated"),
        "vary": _("times vary"),
        "days": ngettext("%(num)s day", "%(num)s days"),
        "notStated": _("Not stated"),
    }


def _together(language: Language) -> dict[str, Any]:
    _ = language.gettext
    return {
        "comeWithMe": _("Come with me"),
        "askTitle": _("Ask somebody along"),
        "whereMeet": _("Where do you meet?"),
        "sendThis": _("Send this"),
        "tellAdult": _("Tell an adult where you go, with whom, and when you are back."),
        "alongTitle": _("Somebody asks you along"),
        "meet": _("Meet: %(point)s"),
        "whoSent": _("Do you know who sent this? Go only with people whom you know."),
        "save": _("Save"),
        "saveAll": _("Save all"),
        "added": _("Saved on this device."),
        "unsaved": _("No longer saved."),
        "close": _("Close"),
        "brokenTitle": _("This link does not work"),
        "brokenLink": _("A part of the link is missing or was changed. Ask for it again."),
        "newerLink": _(
            "The link was made by a newer version of this page. Load this page again, then open the link again."
        ),
        "pickedTitle": _("Somebody picked these for you"),
        "theirPlan": _("A plan that somebody shared"),
        "both": _("You both have"),
        "noBoth": _("Nothing yet."),
        "couldBoth": _("You both could do"),
        "couldNote": _("For both your ages, at no time at which the other one has something else."),
        "sayAges": _("Say both ages, and only what suits both stays. They are not kept."),
        "askAge": _("Age not stated: ask them"),
        "area": _("Area"),
        "any": _("All of them"),
        "noCould": _("Nothing that suits you both."),
        "iAm": _("I am"),
        "friendIs": _("My friend is"),
        "yoursAlready": _("On your plan"),
        "shareThis": _("Share as a link"),
        "shareNote": _("Whoever has the link sees what is on the plan. It holds no names."),
        "theLink": _("The link"),
        "copied": _("The link is copied. Paste it into a message."),
        "copyIt": _("Copy this link and send it."),
        "someone": _("For someone else"),
        "someoneNote": _(
            "Pick up to five for somebody, to print or to send. Your own plan stays as it is. "
            "While you pick, Save puts things here."
        ),
        "startPicking": _("Start to pick"),
        "stopPicking": _("Stop picking"),
        "pickingOn": _("Now look around and tap Save: it goes onto this list."),
        "pickingOff": _("Save puts things onto your own plan again."),
        "noteTo": _("A word with it"),
        "clearList": _("Clear this list"),
    }
