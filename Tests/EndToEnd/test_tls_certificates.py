"""Certificates: which is shown, which is asked for, what is wrong with them at start, and the client that looks at them."""

import json
import re
import signal
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from certificates import Certificate, Certificates, Secure
from router import BINARY, PATIENCE, configuration, run_command
from test_tls import s_client
from wire import Wire
from wires import RawSocketSession

CLIENT = Path(BINARY).parent / "swift-client"


@pytest.fixture
def start_secure(start_router, certificates):
    """Starts routers with a TLS port, of which the listener gets further members."""

    def start(tls=None, **sections):
        return start_router(certificates=certificates, secure={"tls": tls or certificates.tls()}, **sections)

    return start


def shown(router, certificates, name):
    """The common name of the certificate that a client gets which asks for a name."""
    context = certificates.context(check_hostname=False)
    with Wire(Secure(router.secure_port, context, name)) as peer:
        return dict(part[0] for part in peer.socket.getpeercert()["subject"])["commonName"]


# Which is shown


def test_the_name_that_is_asked_for_chooses_the_certificate(start_secure, certificates):
    wildcard = certificates.issue("wildcard", ["*.example.test", "example.test"])
    exact = certificates.issue("exact", ["a.example.test"])
    router = start_secure(certificates.tls(certificates.server, wildcard, exact))
    names = {
        "localhost": "localhost", "a.example.test": "exact", "b.example.test": "wildcard", "example.test": "wildcard",
        "A.EXAMPLE.TEST": "exact", "c.b.example.test": "localhost", "elsewhere.test": "localhost", None: "localhost",
    }
    assert {name: shown(router, certificates, name) for name in names} == names


def test_a_chain_is_sent_whole(start_secure, certificates):
    middle = certificates.issue("middle", is_authority=True)
    leaf = Certificate(certificates.folder, "leaf", ["localhost"], issuer=middle)
    leaf.chain.write_bytes(leaf.chain.read_bytes() + middle.chain.read_bytes())
    router = start_secure(certificates.tls(leaf))
    with RawSocketSession(router.secure) as peer:
        peer.open()
        peer.join()


# Resumption


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("tickets", [True, False])
def test_sessions_are_resumed_by_tickets_alone(start_secure, certificates, tmp_path, version, tickets):
    router = start_secure(certificates.tls(session_tickets=tickets))
    ticket = tmp_path / "session"
    # An answer, for which the client has to wait, comes behind the ticket.
    request = b"GET /health HTTP/1.0\r\n\r\n"
    options = [version, "-sess_out", str(ticket), "-ign_eof"]
    assert "Reused" not in s_client(router.secure_port, *options, text=request)
    if ticket.exists():
        resumed = "Reused, TLSv" in s_client(router.secure_port, version, "-sess_in", str(ticket), "-ign_eof", text=request)
        assert resumed == tickets
    else:
        assert not tickets


# Certificates of clients


def test_a_client_without_the_certificate_that_it_needs_is_refused(start_secure, certificates):
    asked = {"mode": "required", "authorities": str(certificates.authority.chain)}
    router = start_secure(certificates.tls(client_certificates=asked))
    with pytest.raises((ssl.SSLError, ConnectionError)), RawSocketSession(router.secure) as peer:
        # In TLS 1.3 the client hears of it when it first reads.
        peer.open()
        peer.join()
    alice = certificates.issue("alice")
    with RawSocketSession(Secure(router.secure_port, certificates.context(alice))) as peer:
        peer.open()
        peer.join()


def test_an_optional_certificate_may_be_missing_but_not_wrong(start_secure, certificates, tmp_path):
    asked = {"mode": "optional", "authorities": str(certificates.authority.chain)}
    router = start_secure(certificates.tls(client_certificates=asked))
    for certificate in (None, certificates.issue("alice")):
        with RawSocketSession(Secure(router.secure_port, certificates.context(certificate))) as peer:
            peer.open()
            peer.join()
    stranger = Certificates(tmp_path).issue("stranger")
    old = certificates.issue("old", days=(-9, -2))
    for certificate in (stranger, old):
        context = certificates.context(certificate)
        with pytest.raises((ssl.SSLError, ConnectionError)), RawSocketSession(Secure(router.secure_port, context)) as peer:
            peer.open()
            peer.join()


# What is wrong at start


def complaint(tmp_path, tls):
    """What the router says about a configuration with these members; it must not start."""
    file = tmp_path / "router.json"
    file.write_text(json.dumps(configuration(0, listener={"tls": tls})))
    for command in (["check", "--config", file], ["run", "--config", file]):
        run = run_command(*command)
        assert run.returncode == 1, run.stdout + run.stderr
    return [re.sub(r"^\S+router.json:\d+:\d+: ", "", line) for line in run.stderr.splitlines()]


def test_an_expired_certificate_is_an_error_at_start(certificates, tmp_path):
    for name, days, words in [
        ("expired", (-9, -2), r"has expired on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"),
        ("future", (2, 9), r"is not yet valid: it will be from \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC on"),
    ]:
        certificate = certificates.issue(name, ["localhost"], days=days)
        [line] = complaint(tmp_path, certificates.tls(certificate))
        pattern = rf"\$\.listeners\[0\]\.tls\.certificates\[0\]\.chain: the certificate in {certificate.chain} {words}"
        assert re.fullmatch(pattern, line), line


def test_a_key_of_another_certificate_is_an_error_at_start(certificates, tmp_path):
    server = certificates.server
    other = certificates.issue("other")
    tls = {"certificates": [{"chain": str(server.chain), "key": str(other.key)}]}
    assert complaint(tmp_path, tls) == [
        f"$.listeners[0].tls.certificates[0].key: the key in {other.key} does not belong to the certificate in "
        f"{server.chain}"
    ]


def test_files_that_are_missing_are_errors_at_start(certificates, tmp_path):
    tls = {
        "certificates": [{"chain": "no.pem", "key": "no.key"}, certificates.server.files | {"key": "no.key"}],
        "client_certificates": {"mode": "required", "authorities": "no-ca.pem"},
    }
    assert complaint(tmp_path, tls) == [
        f"$.listeners[0].tls.certificates[0].chain: the certificate file {tmp_path}/no.pem does not exist",
        f"$.listeners[0].tls.certificates[1].key: the key file {tmp_path}/no.key does not exist",
        f"$.listeners[0].tls.client_certificates.authorities: the file of authorities {tmp_path}/no-ca.pem does not exist",
    ]


@pytest.mark.parametrize("cipher", ["AES128-SHA", "RC4", "ALL"])
def test_weak_ciphers_are_errors_at_start(certificates, tmp_path, cipher):
    assert complaint(tmp_path, certificates.tls(ciphers=[cipher])) == [
        f'$.listeners[0].tls.ciphers: "{cipher}" is no cipher suite of OpenSSL with authenticated encryption and '
        "ephemeral keys"
    ]


def test_a_key_that_everybody_can_read_is_worth_a_warning(start_secure, certificates):
    loose = certificates.issue("loose", ["localhost"])
    loose.key.chmod(0o644)
    router = start_secure(certificates.tls(loose))
    warning = f"the key file {loose.key} can be read by everybody on this machine"
    assert any(warning in line and "warning" in line for line in router.log_lines())


# The client that looks


def run_client(*arguments):
    assert CLIENT.exists(), "build it with: swift build -c release --product swift-client"
    return subprocess.run(
        [CLIENT, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE
    )


@pytest.mark.parametrize("scheme", ["wss", "rss"])
def test_the_swift_client_speaks_tls(router, certificates, scheme):
    path = "/ws" if scheme == "wss" else ""
    for host in ("localhost", "127.0.0.1"):
        url = f"{scheme}://{host}:{router.secure_port}{path}"
        run = run_client("--ca", certificates.authority.chain, url)
        assert run.returncode == 0, run.stdout + run.stderr
        assert run.stdout.splitlines()[1:] == [
            "2 + 3 = 5", "refused: only integers can be added", "price: 41", "price: 42", "price: 43",
        ]


def test_the_swift_client_shows_a_certificate(start_secure, certificates):
    asked = {"mode": "required", "authorities": str(certificates.authority.chain)}
    router = start_secure(certificates.tls(client_certificates=asked))
    alice = certificates.issue("alice")
    files = ["--ca", certificates.authority.chain, "--cert", alice.chain, "--key", alice.key]
    assert run_client(*files, router.secure_url).returncode == 0
    refused = run_client(*files[:2], router.secure_url)
    assert refused.returncode == 1
    assert "alert certificate required" in refused.stdout, refused.stdout


def test_the_swift_client_says_what_is_wrong(start_secure, router, certificates, tmp_path):
    authority = ["--ca", certificates.authority.chain]
    url = router.secure_url

    def failure(*arguments):
        run = run_client(*arguments)
        assert run.returncode == 1
        return run.stdout.strip()

    start = "failed: client.error.connection_failed: "
    assert failure(url) == start + "the certificate is not accepted: unable to get local issuer certificate"
    assert failure("--ca", tmp_path / "no.pem", url) == (
        f"{start}cannot connect to {url}: the file of authorities {tmp_path}/no.pem does not exist"
    )
    other = start_secure(certificates.tls(certificates.issue("elsewhere", ["elsewhere.test"])))
    assert failure(*authority, other.secure_url) == (
        f"{start}the certificate is not for localhost: the host name does not match"
    )
    # A router that does not speak TLS.
    assert failure(*authority, f"wss://localhost:{router.port}/ws").startswith(start)


# While it runs


def wait_for(router, words):
    """Waits until the log has a line with these words."""
    deadline = time.monotonic() + PATIENCE
    while not any(words in line for line in router.log_lines()):
        assert time.monotonic() < deadline, router.log.read_text()
        time.sleep(0.05)


def test_a_reload_brings_new_certificates_and_keeps_open_connections(start_secure, certificates, tmp_path):
    first = certificates.issue("first", ["localhost"])
    second = certificates.issue("second", ["localhost"])
    chain, key = tmp_path / "live.pem", tmp_path / "live.key"
    chain.write_bytes(first.chain.read_bytes())
    key.write_bytes(first.key.read_bytes())
    router = start_secure({"certificates": [{"chain": str(chain), "key": str(key)}]})
    assert shown(router, certificates, "localhost") == "first"
    with RawSocketSession(router.secure) as peer:
        peer.open()
        peer.join()
        # Half of the change is none.
        chain.write_bytes(second.chain.read_bytes())
        router.process.send_signal(signal.SIGHUP)
        wait_for(router, f"the key in {key} does not belong to the certificate in {chain}")
        assert shown(router, certificates, "localhost") == "first"
        key.write_bytes(second.key.read_bytes())
        router.process.send_signal(signal.SIGHUP)
        wait_for(router, "the configuration was reloaded")
        assert shown(router, certificates, "localhost") == "second"
        assert peer.result("wamp.session.count") == 1
