"""The city's own words: about.en.md and so on in the folder that `[site] pages` names, as HTML."""

from markdown_it import MarkdownIt
from markupsafe import Markup

from crawlers.errors import CityFileError
from portal.i18n import Language
from portal.settings import PortalSettings


def own_page(name: str, language: Language, settings: PortalSettings) -> tuple[str, Markup] | None:
    """(language code, HTML) of a page in this language, else in the city's first; None where the city wrote none.

    Markdown (CommonMark); HTML in it is shown as text. Headings start at level 2, since the page has its own first.
    Raises CityFileError for a file that is not UTF-8.
    """
    if not settings.site.pages:
        return None
    for code in (language.code, settings.languages[0]):
        path = settings.folder / settings.site.pages / f"{name}.{code}.md"
        if path.is_file():
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise CityFileError(f"{path}: expected UTF-8, but {error}. Save the file as UTF-8.") from None
            return code, _html(text)
    return None


def _html(text: str) -> Markup:
    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 -- HTML in it was escaped
