"""The pages that a portal for young people owes them: safety, privacy, accessibility, and how to report a problem."""

from collections.abc import Iterator
from typing import Any

from portal import address, letters, offline, when
from portal.file import File
from portal.own_pages import own_page
from portal.scene import Scene


def care_pages(scene: Scene, search_host: str) -> Iterator[File]:
    """search_host: of the city's search server, "" where the search runs in the browser alone."""
    yield safety(scene)
    yield privacy(scene, search_host)
    yield accessibility(scene)
    yield report(scene)


def guide(scene: Scene, name: str, *, title: str, lead: str, parts: dict[str, str], **values: Any) -> File:
    """A page of words with its contents at the top, and the city's own words where it wrote any.

    parts: id to heading, in order; the template <name>.html has a section for each.
    """
    own = own_page(name, scene.language, scene.settings)
    return scene.page(
        f"{name}.html",
        f"{name}/",
        title=title,
        description=f"{title}. {lead}",
        lead=lead,
        parts=parts,
        own=own,
        safety=scene.settings.safety,
        call=letters.call,
        **values,
    )


def safety(scene: Scene) -> File:
    """Listed is not vetted: what is checked, what to ask, whom to call, what to do."""
    _ = scene.language.gettext
    return guide(
        scene,
        "safety",
        title=_("Listed is not vetted"),
        lead=_(
            "We collect what providers say. We do not know the people. Ask before you go, take somebody with you the "
            "first time, and tell somebody at home where you are."
        ),
        parts={
            "checked": _("What we check, and what we do not"),
            "ask": _("Ask before you go"),
            "adults": _("For parents, carers and youth workers"),
            "signs": _("Signs that something is not right"),
            "do": _("What to do"),
        },
    )


def privacy(scene: Scene, search_host: str) -> File:
    """What is known about whom: for a child first, then for a lawyer."""
    _, language = scene.language.gettext, scene.language
    return guide(
        scene,
        "privacy",
        title=_("Privacy"),
        lead=_("This portal does not ask who you are, and it keeps nothing about you."),
        parts={
            "you": _("For you"),
            "visitors": _("In full: people who visit"),
            "listings": _("In full: what we take from providers"),
            "removal": _("Have something put right or removed"),
            "counts": _("How many took part"),
            "rights": _("Who is responsible, and your rights"),
        },
        day=when.long_day(scene.today, language),
        search_host=search_host,
        device=offline.device(scene, "privacy/"),
        removal=letters.letter(
            scene.settings.site.contact,
            _("Please put this right or remove it"),
            _("Address of the page:"),
            "",
            _("What should go, or what is right:"),
            "",
        ),
    )


def accessibility(scene: Scene) -> File:
    """The statement, in the form that the W3C's Web Accessibility Initiative proposes."""
    _, language = scene.language.gettext, scene.language
    return guide(
        scene,
        "accessibility",
        title=_("Accessibility"),
        lead=_("Everybody should be able to use this portal. Where it fails you, tell us."),
        parts={
            "can": _("What should work for you"),
            "standard": _("What we aim at"),
            "tested": _("What was tested, and what was not"),
            "limits": _("What we know does not work well"),
            "tell": _("Tell us, or get help"),
        },
        day=when.long_day(scene.today, language),
        names=language.comma.join(language.language_name(one.code) for one in scene.languages),
        drafted=language.comma.join(language.language_name(one.code) for one in scene.languages if one.drafted),
        tell=letters.letter(
            scene.settings.site.contact,
            _("I cannot use something on the portal"),
            _("Address of the page:"),
            "",
            _("What I wanted to do, and what happened:"),
            "",
            _("My device, browser and helping software, if I want to say:"),
            "",
        ),
    )


def report(scene: Scene) -> File:
    """A worry about safety first, with numbers to call; then a wrong detail; then taking a listing down."""
    _, contact = scene.language.gettext, scene.settings.site.contact
    portal = address.absolute(scene.settings.site.url, scene.language, "")
    what = (_("Address of the page:"), portal, "")
    return guide(
        scene,
        "report",
        title=_("Report a problem"),
        lead=_("Is somebody in danger, or does something feel wrong? Call first. A wrong date can wait."),
        parts={
            "worry": _("You are worried about somebody’s safety"),
            "wrong": _("A detail is wrong"),
            "down": _("Take my listing down"),
            "other": _("Something else"),
        },
        worry=letters.letter(scene.settings.safety.contact, _("A worry about safety"), *what, *worry_lines(scene)),
        wrong=letters.letter(contact, _("A wrong detail"), *what, *wrong_lines(scene)),
        down=letters.letter(
            contact,
            _("Please take my listing down"),
            *what,
            _("Whose listing it is, and who I am there:"),
            "",
            _("Only this one, or everything of ours:"),
            "",
            _("Until when, if not for good:"),
            "",
        ),
    )


def worry_lines(scene: Scene) -> tuple[str, ...]:
    """What a letter about safety asks; it need not be answered."""
    _ = scene.language.gettext
    return (
        _("What happened, or what worries me:"),
        "",
        _("How you can reach me, if I want that:"),
        "",
    )


def wrong_lines(scene: Scene) -> tuple[str, ...]:
    """What a letter about a wrong detail asks."""
    _ = scene.language.gettext
    return (
        _("What is wrong (date, cost, place, age, a link …):"),
        "",
        _("What is right, and how I know:"),
        "",
    )


def letters_about(title: str, identity: str, url: str, scene: Scene) -> dict[str, str]:
    """The two letters of an opportunity's page, which say already what they are about."""
    _, settings = scene.language.gettext, scene.settings
    what = (title, url, identity, "")
    return {
        "wrong": letters.letter(
            settings.site.contact, _("A wrong detail: %(title)s", title=title), *what, *wrong_lines(scene)
        ),
        "worry": letters.letter(
            settings.safety.contact, _("A worry about safety: %(title)s", title=title), *what, *worry_lines(scene)
        ),
    }
