"""The server as a process: its fixed names, its start and stop, and what it survives."""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from urllib.parse import urlsplit

import pytest
import requests
from reeve_process import PASSWORD, PATIENCE, REEVE, USERNAME, environment, eventually


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """What the executable does with arguments that should end it."""
    return subprocess.run(
        [REEVE, *arguments], capture_output=True, text=True, timeout=PATIENCE, env=environment(**variables)
    )


def groups(session: requests.Session) -> set[str]:
    """The names of all groups of `acme`."""
    found, page = set(), 1
    while True:
        answer = session.get("/api/v1/acme/groups/search", params={"page": page, "size": 100})
        assert answer.status_code == 200, answer.text
        names = {group["name"] for group in answer.json()["results"]}
        if not names:
            return found
        found |= names
        page += 1


class TestFixedNames:
    def test_health_needs_no_token(self, server):
        answer = requests.get(f"{server.url}/health", timeout=PATIENCE)
        assert (answer.status_code, answer.json()) == (200, {"status": "UP"})

    def test_setup_is_refused_once_it_is_done(self, server):
        assert requests.get(f"{server.url}/api/v1/setup", timeout=PATIENCE).json()["done"] is True
        body = {"username": "eve@reeve.test", "password": PASSWORD, "tenant": {"id": "other", "name": "Other"}}
        answer = requests.post(f"{server.url}/api/v1/setup", json=body, timeout=PATIENCE)
        assert answer.status_code == 405
        assert answer.json()["message"]

    def test_login_gives_cookies(self, server):
        answer = requests.post(
            f"{server.url}/login", json={"username": USERNAME, "password": PASSWORD}, timeout=PATIENCE
        )
        assert answer.status_code == 200
        cookies = {part.split("=")[0]: part for part in re.split(r", (?=\w+=)", answer.headers["set-cookie"])}
        assert "HttpOnly" in cookies["reeve_session"] and "SameSite" in cookies["reeve_session"]
        assert "HttpOnly" not in cookies["csrfToken"] and "SameSite=Strict" in cookies["csrfToken"]

    def test_login_as_a_form(self, server):
        answer = requests.post(
            f"{server.url}/login", data={"username": USERNAME, "password": PASSWORD}, timeout=PATIENCE
        )
        assert answer.status_code == 200 and "reeve_session" in answer.cookies

    def test_wrong_password_tells_no_more_than_an_unknown_name(self, server):
        wrong, unknown = (
            requests.post(f"{server.url}/login", json={"username": name, "password": "Wrong-Horse-1"}, timeout=PATIENCE)
            for name in (USERNAME, "nobody@reeve.test")
        )
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json()["message"] == unknown.json()["message"]
        assert "set-cookie" not in wrong.headers

    def test_page_repeats_the_token_of_the_cookie(self, server):
        browser = server.session()
        page = browser.get("/ui/")
        [token] = re.findall(r'<meta name="csrf-token" content="([^"]+)">', page.text)
        assert token == browser.cookies["csrfToken"]
        fresh = requests.get(f"{server.url}/ui/", timeout=PATIENCE)
        [token] = re.findall(r'<meta name="csrf-token" content="([^"]+)">', fresh.text)
        assert token == fresh.cookies["csrfToken"]

    def test_unsafe_request_by_cookie_needs_the_header(self, server):
        browser = server.session()
        token = browser.headers.pop("X-CSRF-TOKEN")
        body = {"name": "by-cookie"}
        assert browser.post("/api/v1/acme/groups", json=body).status_code == 403
        for wrong in ("x", token[:-4] + "AAAA"):
            answer = browser.post("/api/v1/acme/groups", json=body, headers={"X-CSRF-TOKEN": wrong})
            assert answer.status_code == 403
        answer = browser.post(
            "/api/v1/acme/groups", json=body, headers={"X-CSRF-TOKEN": token, "Origin": "https://evil.test"}
        )
        assert answer.status_code == 403
        assert "by-cookie" not in groups(browser)
        assert browser.post("/api/v1/acme/groups", json=body, headers={"X-CSRF-TOKEN": token}).status_code == 200
        assert "by-cookie" in groups(browser)

    def test_logout_ends_the_session(self, server):
        browser = server.session()
        cookie = browser.cookies["reeve_session"]
        assert browser.post("/api/v1/logout").status_code == 200
        answer = requests.get(
            f"{server.url}/api/v1/configs", cookies={"reeve_session": cookie}, timeout=PATIENCE
        )
        assert answer.status_code == 401

    def test_management_address(self, server):
        assert requests.get(f"{server.management}/ready", timeout=PATIENCE).status_code == 200
        assert requests.get(f"{server.management}/live", timeout=PATIENCE).status_code == 200
        metrics = requests.get(f"{server.management}/metrics", timeout=PATIENCE)
        assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
        families = set(re.findall(r"^# TYPE (\S+) \S+$", metrics.text, re.M))
        assert {"process_resident_memory_bytes", "reeve_database_connections", "reeve_http_connections"} <= families
        # The API's address tells none of it.
        assert requests.get(f"{server.url}/metrics", timeout=PATIENCE).status_code == 404

    def test_secrets_of_the_set_up_are_not_in_the_log(self, server):
        assert PASSWORD not in server.log()


class TestStops:
    def test_restart_keeps_what_was_written(self, start):
        server = start("restart")
        server.set_up()
        browser = server.session()
        assert browser.post("/api/v1/acme/groups", json={"name": "kept"}).status_code == 200
        child = server.postgres()
        assert server.stop() == 0
        assert not os.path.exists(f"/proc/{child}"), "the database outlived the server"
        server.start()
        # The session is in the database, so it lives on as well.
        browser.url = server.url
        assert groups(browser) == {"kept"}
        assert server.stop() == 0

    def test_kill_of_the_server_loses_nothing_acknowledged(self, start):
        server = start("killed")
        server.set_up()
        browser = server.session()
        acknowledged = set()
        writer = threading.Thread(target=write_groups, args=(browser, acknowledged, lambda: False))
        writer.start()
        eventually(lambda: len(acknowledged) >= 20, "20 groups are made")
        child = server.postgres()
        server.kill()
        writer.join(PATIENCE)
        assert not writer.is_alive()
        eventually(lambda: not os.path.exists(f"/proc/{child}"), "the database follows the server")
        server.start()
        browser.url = server.url
        assert acknowledged <= groups(browser)
        assert server.stop() == 0

    def test_kill_of_the_database_is_survived(self, start):
        server = start("database-killed")
        server.set_up()
        browser = server.session()
        acknowledged, failures, stopping = set(), [], threading.Event()
        writers = [
            threading.Thread(
                target=write_groups,
                args=(server.session(), acknowledged, stopping.is_set, f"w{number}", failures),
            )
            for number in range(3)
        ]
        for writer in writers:
            writer.start()
        eventually(lambda: len(acknowledged) >= 20, "20 groups are made")
        killed = server.postgres()
        os.kill(killed, signal.SIGKILL)
        began = time.monotonic()
        # Requests may wait for the database rather than fail; then writes come through again without anybody's help.
        eventually(lambda: len(server.logged("embedded database is ready")) == 2, "the database is back", patience=30)
        before = len(acknowledged)
        eventually(lambda: len(acknowledged) >= before + 20, "the service returns", patience=30)
        took = time.monotonic() - began
        stopping.set()
        for writer in writers:
            writer.join(PATIENCE)
        assert server.postgres() != killed
        assert server.logged("embedded database ended and is started again")
        assert requests.get(f"{server.management}/ready", timeout=PATIENCE).status_code == 200
        assert acknowledged <= groups(browser)
        assert took < 60
        # What failed told so as a server's passing trouble, never as a fault of the request.
        assert {status for status in failures} <= {500, 503, 504}, set(failures)
        assert server.stop() == 0

    def test_slow_upload_is_drained(self, start):
        server = start("drained")
        server.set_up()
        browser = server.session()
        body = json.dumps({"name": "slow", "description": "x" * 2000}).encode()
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        address = urlsplit(server.url)
        with socket.create_connection((address.hostname, address.port), PATIENCE) as connection:
            connection.settimeout(PATIENCE)
            head = (
                f"POST /api/v1/acme/groups HTTP/1.1\r\nhost: {address.netloc}\r\ncookie: {cookie}\r\n"
                f"x-csrf-token: {browser.headers['X-CSRF-TOKEN']}\r\ncontent-type: application/json\r\n"
                f"content-length: {len(body)}\r\nexpect: 100-continue\r\n\r\n"
            )
            connection.sendall(head.encode())
            # The server asks for the body: the request is in progress.
            assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
            connection.sendall(body[:1000])
            server.process.send_signal(signal.SIGTERM)
            eventually(lambda: refuses(address), "no further connections are taken")
            for start_of_part in range(1000, len(body), 200):
                connection.sendall(body[start_of_part:start_of_part + 200])
                time.sleep(0.05)
            answer = b""
            while part := connection.recv(4096):
                answer += part
            assert answer.startswith(b"HTTP/1.1 200 "), answer
        assert server.process.wait(PATIENCE) == 0
        server.start()
        browser.url = server.url
        assert groups(browser) == {"slow"}
        assert server.stop() == 0


def write_groups(session, acknowledged: set, stopped, prefix: str = "w", failures: list | None = None) -> None:
    """Makes groups until it is stopped, or (where failures are not collected) until one fails."""
    number = 0
    while not stopped():
        number += 1
        name = f"{prefix}-{number}"
        try:
            status = session.post("/api/v1/acme/groups", json={"name": name}, timeout=10).status_code
        except requests.RequestException:
            status = 503
        if status == 200:
            acknowledged.add(name)
        elif failures is None:
            return
        else:
            failures.append(status)
            time.sleep(0.02)


def refuses(address) -> bool:
    """Whether a new connection is refused, or closed unanswered."""
    try:
        with socket.create_connection((address.hostname, address.port), 1) as connection:
            connection.settimeout(0.5)
            connection.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
            return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


class TestConfiguration:
    def test_plain_http_beyond_loopback_is_refused(self, folder):
        done = run("server", "--data", str(folder / "unused"), "--listen", "0.0.0.0:0", "--management", "127.0.0.1:0")
        assert done.returncode == 78, done.stderr
        assert "certificate" in done.stderr and "0.0.0.0" in done.stderr
        assert not (folder / "unused").exists(), "it began to work before it refused"

    def test_every_problem_of_a_file_is_told(self, folder):
        path = folder / "wrong.yaml"
        path.write_text("server:\n  listen: nowhere\n  loops: many\nsession:\n  idle: soon\nserwer: {}\n")
        done = run("server", "--config", str(path), "--data", str(folder / "unused"), REEVE_DATABASE_CONNECTIONS="1")
        assert done.returncode == 78
        for named in ("server.listen", "server.loops", "session.idle", "serwer", "REEVE_DATABASE_CONNECTIONS"):
            assert named in done.stderr, f"{named} is not told:\n{done.stderr}"
        assert run("config", "check", "--config", str(path)).returncode == 78

    def test_file_that_is_no_yaml_is_refused_with_its_line(self, folder):
        path = folder / "broken.yaml"
        path.write_text("server:\n  listen: [\n")
        done = run("config", "check", "--config", str(path))
        assert done.returncode == 78
        assert str(path) in done.stderr and re.search(r"\bline \d", done.stderr), done.stderr

    def test_half_a_certificate_is_refused(self, folder):
        done = run("config", "check", "--listen", "0.0.0.0:8443", "--tls-cert", "chain.pem")
        assert done.returncode == 78 and "--tls-key" in done.stderr

    def test_second_server_on_the_same_data_is_refused(self, server):
        done = run("server", "--data", str(server.data), "--listen", "127.0.0.1:0", "--management", "127.0.0.1:0")
        assert done.returncode != 0
        assert server.is_healthy()


class TestTLS:
    @pytest.fixture(scope="class")
    def tls(self, folder, start):
        chain, key = certificate(folder, "first")
        server = start(
            "tls", "--tls-cert", str(chain), "--tls-key", str(key), scheme="https", verify=str(folder / "first.pem")
        )
        server.set_up()
        return server

    def test_sessions_are_bound_to_the_host(self, tls):
        session = tls.session()
        assert "__Host-reeve_session" in session.cookies
        assert all(cookie.secure for cookie in session.cookies)
        assert session.get("/api/v1/configs").status_code == 200

    def test_plain_http_is_not_answered(self, tls):
        with pytest.raises(requests.ConnectionError):
            requests.get(tls.url.replace("https:", "http:") + "/health", timeout=PATIENCE)

    def test_old_protocols_are_refused(self, tls):
        context = ssl._create_unverified_context()
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        address = urlsplit(tls.url)
        with socket.create_connection((address.hostname, address.port), PATIENCE) as connection:
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(connection)

    def test_http2_is_negotiated(self, tls):
        context = ssl._create_unverified_context()
        context.set_alpn_protocols(["h2", "http/1.1"])
        address = urlsplit(tls.url)
        with socket.create_connection((address.hostname, address.port), PATIENCE) as connection:
            with context.wrap_socket(connection) as secure:
                assert secure.selected_alpn_protocol() == "h2"

    def test_hangup_signal_reads_the_certificate_again(self, tls, folder):
        first = served_certificate(tls.url)
        # One that cannot be read is refused, and the old one goes on.
        good = (folder / "first.pem").read_text()
        (folder / "first.pem").write_text("not a certificate\n")
        tls.process.send_signal(signal.SIGHUP)
        eventually(lambda: tls.logged("certificate cannot be read; the old one is kept"), "the reload is refused")
        assert served_certificate(tls.url) == first
        (folder / "first.pem").write_text(good)
        certificate(folder, "first")
        tls.process.send_signal(signal.SIGHUP)
        eventually(lambda: tls.logged("certificate read again"), "the certificate is read again")
        assert served_certificate(tls.url) != first
        assert tls.is_healthy()


def certificate(folder, name: str):
    """A certificate of its own signature for 127.0.0.1, and its key."""
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", key, "-out", chain, "-days", "2", "-subj", "/CN=reeve", "-addext", "subjectAltName=IP:127.0.0.1",
        ],
        check=True, capture_output=True, timeout=PATIENCE,
    )
    return chain, key


def served_certificate(url: str) -> str:
    """The certificate that a new connection is shown."""
    address = urlsplit(url)
    return ssl.get_server_certificate((address.hostname, address.port), timeout=PATIENCE)
