"""A poster for each area: what is coming up there, who it is for, what it costs, and a code that leads to the list."""

from pathlib import Path

import msgspec
import pytest
import segno
from lxml import html

from portal import posters
from portal.build import build
from tests import portal_city as city

RIVERSIDE = "areas/riverside/poster/index.html"


def built(folder: Path, contents: object = None) -> dict[str, bytes]:
    held = contents or city.contents()
    made = build(held, city.settings(folder), city.TODAY, holidays=(), revisions={})  # type: ignore[arg-type]
    return {file.path: file.body for file in made}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(tmp_path_factory.mktemp("city"))


def test_it_tells_what_when_for_whom_and_what_it_costs(files: dict[str, bytes]) -> None:
    page = html.fromstring(files[RIVERSIDE].decode())
    text = " ".join(page.find(".//article").text_content().split())
    assert page.findtext(".//h1/bdi") == "Riverside"
    for words in ("Mon 23 Nov", "Build a robot that finds its way", "Ages 11 to 14 · Free", "Riverside Library"):
        assert words in text
    assert "learn.millbrook.example/areas/riverside" in text
    assert "Listed is not vetted." in text
    assert not page.xpath("//@style | //style")


def test_only_areas_with_something_to_go_to_have_one_and_their_page_leads_to_it(files: dict[str, bytes]) -> None:
    for path, body in files.items():
        parts = path.removeprefix("ur/").split("/")
        if parts[0] == "areas" and len(parts) == 3 and path.endswith(".html"):
            there = path.replace("index.html", "poster/index.html") in files
            assert (b'poster/"' in body) is there, path
    assert RIVERSIDE in files
    assert "areas/southmoor/poster/index.html" not in files
    assert "areas/mill-lane/poster/index.html" in files


def test_what_is_off_full_hidden_or_assumed_to_be_for_adults_hangs_on_no_wall(files: dict[str, bytes]) -> None:
    text = b"".join(body for path, body in files.items() if "/poster/" in path).decode()
    assert "Five-a-side league" not in text, "18 and over is assumed"
    assert "Screen printing weekend" not in text, "cancelled"
    for secret in ("Secret Street", "A family", "Quiet Way", "A shelter", "Cook five dinners"):
        assert secret not in text


def test_it_holds_eight_at_most(tmp_path: Path) -> None:
    files = built(tmp_path, city.many(12))
    counts = [
        len(html.fromstring(body.decode()).xpath("//ul[contains(@class, 'up')]/li"))
        for path, body in files.items()
        if "/poster/" in path
    ]
    assert max(counts) == posters.MOST


@pytest.mark.parametrize("language", ["", "ur/"])
def test_the_code_is_the_lists_address_in_this_language(files: dict[str, bytes], language: str) -> None:
    page = html.fromstring(files[f"{language}{RIVERSIDE}"].decode())
    address = f"https://learn.millbrook.example/{language}areas/riverside/"
    (drawn,) = page.xpath("//div[@class='qr']/svg")
    made = segno.make(address, error="m", micro=False)
    assert html.tostring(drawn) == html.tostring(html.fromstring(str(posters.code(address))))
    side = made.symbol_size(border=4)[0]
    assert drawn.get("viewbox") == f"0 0 {side} {side}", "with the quiet zone that readers need"


def test_a_hostile_area_and_title_stay_text(tmp_path: Path) -> None:
    o = next(one for one in city.contents().opportunities if one.id == "libraries-a1")
    place = msgspec.structs.replace(o.sessions[0].place, area='<b onload="x">"Quay"</b>')  # type: ignore[type-var]
    sessions = (msgspec.structs.replace(o.sessions[0], place=place),)
    one = msgspec.structs.replace(o, title="<script>x</script>" * 300, sessions=sessions)
    files = built(tmp_path, msgspec.structs.replace(city.contents(), opportunities=(one,), aliases={}))
    (page,) = [
        html.fromstring(body.decode())
        for path, body in files.items()
        if path.startswith("areas/") and "/poster/" in path
    ]
    assert page.findtext(".//h1/bdi") == '<b onload="x">"Quay"</b>'
    assert page.find(".//article").find(".//script") is None
