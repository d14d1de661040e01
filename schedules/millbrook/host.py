"""The plain parts of a provider's website: a page's frame, robots.txt, a sitemap, and pages by address."""

from collections.abc import Callable, Iterable, Mapping
from html import escape

from schedules.millbrook.server import Answer, Site

Page = Callable[[], Answer]


def frame(title: str, body: str, *, style: str = "", language: str = "en", head: str = "") -> Answer:
    """A whole HTML5 page."""
    right = ' dir="rtl"' if language == "ur" else ""
    return Answer(
        f'<!doctype html>\n<html lang="{language}"{right}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{f'<style>{style}</style>' if style else ''}\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n".encode()
    )


def site(pages: Mapping[str, Page], *, robots: str | None = None) -> Site:
    """A site of pages by their address (path and query). robots: the text of robots.txt, None for none."""

    def answer(path: str) -> Answer | None:
        if path == "/robots.txt" and robots is not None:
            return Answer(robots.encode(), "text/plain; charset=utf-8")
        return pages[path]() if path in pages else None

    return answer


def sitemap(addresses: Iterable[str]) -> Answer:
    """A sitemap of absolute addresses (sitemaps.org 0.9)."""
    rows = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return Answer(f"{head}{rows}</urlset>\n".encode(), "application/xml; charset=utf-8")


def file(body: Callable[[], bytes], content_type: str) -> Page:
    """A page that is a file, such as a calendar; made when it is first asked for."""
    return lambda: Answer(body(), content_type)


def paged(listings: Iterable[str], size: int) -> list[list[str]]:
    """The pieces of a list, so many to a page."""
    given = list(listings)
    return [given[n : n + size] for n in range(0, len(given), size)]
