"""Who is told what needs a person, when, and in which words; by a real webhook and a real mail server on loopback."""

import datetime as dt
import email
import email.policy
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer

from indexer.catalogue.catalogue import Catalogue
from indexer.contents import Contents, SourceState, Waiting
from schedules import cli, notices
from schedules.home import Home, find
from schedules.needs import Need, needs, silent
from schedules.settings import NoticeSettings
from tests import small_city
from tests.small_city import NOW

DAY = dt.timedelta(days=1)
REFUSED = Need(key="refused:scouts", sentence="scouts: expected a calendar, but a sign-in page came.", urgency="soon")
ODD = Need(key="doubtful:parks:1", sentence="parks: expected 'ages'. Look.", urgency="later")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return find(small_city.found(tmp_path, small_city.source("sheet", "csv")), NOW)


@pytest.fixture
def catalogue(home: Home) -> Iterator[Catalogue]:
    with closing(Catalogue.open(home.catalogue)) as opened:
        yield opened


@pytest.fixture
def hook(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/hook", method="POST").respond_with_data("thanks")
    return httpserver


def telling(home: Home, **told: Any) -> Home:
    return msgspec.structs.replace(home, city=msgspec.structs.replace(home.city, notices=NoticeSettings(**told)))


def posts(server: HTTPServer) -> list[dict[str, Any]]:
    return [json.loads(request.get_data()) for request, _ in server.log]


def test_a_webhook_is_told_only_what_changed_and_what_is_mended(
    home: Home, catalogue: Catalogue, hook: HTTPServer
) -> None:
    home = telling(home, webhook=hook.url_for("/hook"))
    days: list[list[Need]] = [[], [REFUSED], [REFUSED], [REFUSED, ODD], [ODD], [ODD], []]
    said: list[int] = []
    for n, found in enumerate(days):
        assert notices.tell(home, catalogue, found, NOW + n * DAY) == []
        said.append(len(hook.log))
    assert said == [0, 1, 1, 2, 3, 3, 4]
    keys = [([line["key"] for line in one["new"]], [line["key"] for line in one["mended"]]) for one in posts(hook)]
    assert keys == [
        (["refused:scouts"], []),
        (["doubtful:parks:1"], []),
        ([], ["refused:scouts"]),
        ([], ["doubtful:parks:1"]),
    ]
    first, last = posts(hook)[0], posts(hook)[-1]
    assert first["subject"] == "Smallham: 1 new"
    assert REFUSED.sentence in first["text"]
    assert last["text"].startswith("Smallham: nothing needs you.")
    agent = hook.log[0][0].headers["User-Agent"]
    assert agent.startswith("CityOfLearning/")
    assert "bot@smallham.example" in agent


def test_a_number_that_changes_is_no_news_and_another_reason_is() -> None:
    def of(reason: str) -> str:
        state = SourceState(
            name="parks", kind="csv", provider="P", url="http://p.example", verdict="doubtful", reasons=(reason,)
        )
        return needs(Contents(sources=(state,)), {}, NOW)[0].key

    assert of("parks: expected about 30 listings, but 12 came.") == of("parks: expected about 31 listings, but 9 came.")
    assert of("parks: expected about 30 listings, but 12 came.") != of("parks: expected titles, but none have one.")


@pytest.mark.parametrize(
    ("status", "came"), [(500, "it answered 500"), (302, "it answered 302"), (None, "cannot be reached")]
)
def test_a_webhook_that_fails_fails_nothing_is_told_later_and_its_secret_is_not_said(
    home: Home, catalogue: Catalogue, httpserver: HTTPServer, status: int | None, came: str
) -> None:
    if status:
        httpserver.expect_oneshot_request("/hook").respond_with_data("no", status=status)
    url = httpserver.url_for("/hook?token=secret") if status else "http://127.0.0.1:9/hook?token=secret"
    (failed,) = notices.tell(telling(home, webhook=url), catalogue, [REFUSED], NOW)
    assert failed.key == "notice:webhook"
    assert came in failed.sentence
    assert "secret" not in failed.sentence
    httpserver.expect_request("/hook").respond_with_data("ok")
    there = telling(home, webhook=httpserver.url_for("/hook?token=secret"))
    assert notices.tell(there, catalogue, [REFUSED, failed], NOW + DAY) == []
    assert [line["key"] for line in posts(httpserver)[-1]["new"]] == ["refused:scouts"]
    assert b"secret" not in (home.state / "catalogue.db").read_bytes()


class Inbox:
    """A mail server's memory."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        if self.refuses:
            return self.refuses
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


def _accepts(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    fits = isinstance(data, LoginPassword) and (data.login, data.password) == (b"portal", b"geheim")
    return AuthResult(success=fits, handled=False)


@contextmanager
def serving(inbox: Inbox, **more: Any) -> Iterator[int]:
    """A mail server on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port, **more)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    inbox = Inbox()
    with serving(inbox) as port:
        yield inbox, f"smtp://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """A mail server's certificate for localhost, and the file by which it is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, str(path)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it does not see that all of smtps is TLS
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("password", ["geheim", "wrong"])
def test_a_password_is_sent_encrypted(
    home: Home,
    catalogue: Catalogue,
    tls: tuple[ssl.SSLContext, str],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    password: str,
) -> None:
    context, trusted = tls
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    monkeypatch.setenv("SMTP_PASSWORD", password)
    more = {"tls_context": context} if scheme == "smtp" else {"ssl_context": context, "auth_require_tls": False}
    box = Inbox()
    with serving(box, authenticator=_accepts, auth_required=True, **more) as port:
        smtp = f"{scheme}://portal@localhost:{port}"
        failed = notices.tell(telling(home, email=("a@city.example",), smtp=smtp), catalogue, [REFUSED], NOW)
    assert [len(box.messages), len(failed)] == ([1, 0] if password == "geheim" else [0, 1])
    assert all("it answered 535" in need.sentence and "wrong" not in need.sentence for need in failed)


def test_each_address_is_told_by_e_mail(home: Home, catalogue: Catalogue, inbox: tuple[Inbox, str]) -> None:
    box, smtp = inbox
    home = telling(home, email=("a@city.example", "b@city.example"), smtp=smtp, sender="portal@city.example")
    assert notices.tell(home, catalogue, [REFUSED], NOW) == []
    assert notices.tell(home, catalogue, [REFUSED], NOW + DAY) == []
    assert [(one["To"], one["From"], one["Subject"]) for one in box.messages] == [
        ("a@city.example", "portal@city.example", "Smallham: 1 new"),
        ("b@city.example", "portal@city.example", "Smallham: 1 new"),
    ]
    assert REFUSED.sentence in box.messages[0].get_content()
    box.refuses = "451 the mailbox is full"
    failed = notices.tell(home, catalogue, [], NOW + 2 * DAY)
    assert {need.key for need in failed} == {"notice:mailto:a@city.example", "notice:mailto:b@city.example"}
    assert "451 the mailbox is full" in failed[0].sentence
    box.refuses = ""
    assert notices.tell(home, catalogue, [], NOW + 3 * DAY) == []
    assert "Mended, or no longer so:" in box.messages[-1].get_content()


def test_no_password_is_sent_without_encryption(
    home: Home, catalogue: Catalogue, inbox: tuple[Inbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "geheim")
    smtp = inbox[1].replace("//", "//portal@")
    (failed,) = notices.tell(telling(home, email=("a@city.example",), smtp=smtp), catalogue, [REFUSED], NOW)
    assert "no encryption" in failed.sentence
    assert "geheim" not in failed.sentence


def test_the_weekly_report_says_all_of_it_also_where_nothing_is_wrong(
    home: Home, catalogue: Catalogue, hook: HTTPServer
) -> None:
    home = telling(home, webhook=hook.url_for("/hook"))
    for found in ([REFUSED, ODD], []):
        assert notices.report(home, catalogue, found, NOW) == []
    full, empty = posts(hook)
    assert (full["kind"], full["subject"], len(full["new"])) == ("report", "Smallham: 2 things need you", 2)
    assert (empty["subject"], empty["new"]) == ("Smallham: nothing needs you", [])
    assert notices.tell(home, catalogue, [], NOW) == [], "what the report said is not said again"
    assert len(hook.log) == 2


def test_the_most_urgent_comes_first() -> None:
    def state(name: str, **more: Any) -> SourceState:
        return SourceState(name=name, kind="csv", provider="P", url=f"http://{name}.example", **more)

    two = tuple(Waiting(id=f"waiting-{n}", title="Chess", provider="P") for n in (1, 2))
    held = Contents(
        sources=(
            state("odd", verdict="doubtful", reasons=("odd: looks thin.",), drafts=5),
            state("empty", verdict="good"),
            state("waiting", verdict="good", drafts=3, listings=3, waiting=two),
            state("away", verdict="refused", reasons=("away: expected a calendar, but nothing came.",)),
            state("gone", verdict="refused", reasons=("gone: expected a calendar, but 404 came.",)),
            state("well", verdict="good", drafts=3, listings=3),
            state("off", verdict="paused", reasons=("they move",)),
        )
    )
    found = needs(held, {"gone": NOW - 9 * DAY, "away": NOW - DAY}, NOW, silent(NOW - 3 * DAY, NOW))
    assert [(need.key.rpartition(":")[0] or need.key, need.urgency) for need in found] == [
        ("silent", "now"),
        ("refused:gone", "now"),
        ("review", "soon"),
        ("refused", "soon"),
        ("doubtful:odd", "later"),
        ("nothing", "later"),
    ]
    assert "2 listings wait" in found[2].sentence
    assert found[2].sentence.endswith("cityoflearning accept waiting.")
    assert "refused for 9 days" in found[1].sentence
    assert found[1].sentence.endswith("expected a calendar, but 404 came.")


def test_the_command_says_what_needs_me_today(tmp_path: Path, hook: HTTPServer) -> None:
    sites = {small_city.host("sheet"): small_city.pages("sheet", "csv", small_city.offers("sheet", 3))}
    with small_city.played(sites) as (proxy, _):
        head = small_city.HEAD + 'proxy = ""\n'
        tables = (small_city.source("sheet", "csv"), small_city.source("away", "ical"))
        small_city.found(tmp_path, *tables, head=head.replace('""', f'"{proxy}"'))
        # The webhook's host is played by nobody, and the proxy takes no POST (501); that fails no run.
        ran = CliRunner().invoke(cli.main, ["run", str(tmp_path), "--webhook", "http://chat.example/hook"])
    assert ran.exit_code == 0, ran.output
    assert "chat.example" in ran.output
    said = CliRunner().invoke(cli.main, ["report", str(tmp_path)])
    assert said.exit_code == 0
    assert "2 things need you" in said.output
    assert "- away: expected" in said.output
    assert "- webhook: expected chat.example to take a notice, but it answered 501." in said.output
    machine = json.loads(CliRunner().invoke(cli.main, ["report", str(tmp_path), "--json"]).output)
    assert {need["key"] for need in machine["needs"]} == {"refused:away", "notice:webhook"}
    wrong = CliRunner().invoke(cli.main, ["run", str(tmp_path), "--webhook", "chat.example"])
    assert (wrong.exit_code, "--webhook" in wrong.output) == (2, True)
