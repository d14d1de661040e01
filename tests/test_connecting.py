"""Both engines connect to the very addresses that were checked, and the host's certificate must fit all the same."""

import datetime as dt
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer

from crawlers.asking import connecting
from crawlers.asking.network import Guard


def certificate(host: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate that it signed itself for a host, and of a client who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    begins = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + dt.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = signed.public_bytes(serialization.Encoding.PEM)
    own = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(pem + own)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


def test_the_certificate_is_that_of_the_host_and_not_of_the_address(tmp_path: Path) -> None:
    serving, trusting = certificate("two.example", tmp_path)
    guard = Guard(["127.0.0.1"], resolve=lambda _host, _port: ["127.0.0.1"])
    with (
        HTTPServer(host="127.0.0.1", ssl_context=serving) as server,
        httpx.Client(transport=connecting.transport(guard, trusting, None)) as client,
    ):
        server.expect_request("/").respond_with_data("x")
        assert client.get(f"https://two.example:{server.port}/").text == "x"
        with pytest.raises(httpx.ConnectError, match="certificate"):
            client.get(f"https://three.example:{server.port}/")


REACTOR = """
import sys
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from crawlers.asking.network import Guard
from crawlers.scrapy_process.resolving import Resolver

answers = sys.argv[2].split(",")
resolver = Resolver(Guard(sys.argv[3:], resolve=lambda host, port: [answers.pop(0)]), reactor)
resolver.install_on_reactor()

def attempt(then):
    endpoint = HostnameEndpoint(reactor, "site.example", int(sys.argv[1]))
    made = endpoint.connect(Factory.forProtocol(Protocol))
    made.addCallbacks(lambda protocol: print(protocol.transport.getPeer().host),
                      lambda failure: print(failure.type.__name__))
    made.addCallback(lambda _: then())

attempt(lambda: attempt(reactor.stop))
reactor.run()
"""


@pytest.mark.parametrize(
    ("answers", "allowed", "said"),
    [
        ("127.0.0.1,127.0.0.1", [], ["DNSLookupError", "DNSLookupError"]),
        ("127.0.0.1,127.0.0.2", ["127.0.0.1"], ["127.0.0.1", "127.0.0.1"]),
    ],
)
def test_scrapys_reactor_connects_only_to_what_was_checked(answers: str, allowed: list[str], said: list[str]) -> None:
    with HTTPServer(host="127.0.0.1") as server:
        ran = subprocess.run(
            [sys.executable, "-c", REACTOR, str(server.port), answers, *allowed],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    assert ran.stdout.split() == said
