"""The servers that are measured: ours over its own Postgres, and nginx; and what is in the database."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from harness import ROOT, children

REEVE = Path(os.environ.get("REEVE", ROOT / ".build" / "release" / "reeve"))
USERNAME, PASSWORD = "root@reeve.test", "Correct-Horse-1"
SCIM = "application/scim+json"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reeve:
    """A `reeve server` in a folder of its own."""

    def __init__(self, folder: Path, *, loops: int = 0, tls: tuple[Path, Path] | None = None):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        self.folder, self.data, self.tls = folder, folder / "data", tls
        configuration = folder / "reeve.yaml"
        configuration.write_text(
            "limits:\n  requests: 1000000\n  anonymous: 1000000\n"
            f"server:\n  loops: {loops}\nlog:\n  level: warning\n"
        )
        self.arguments = [REEVE, "server", "--data", self.data, "--config", configuration]
        if tls:
            self.arguments += ["--tls-cert", tls[0], "--tls-key", tls[1]]
        self.start()

    def start(self) -> float:
        """Starts the process; returns how many seconds it took until it answered."""
        port, management = free_port(), free_port()
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{port}"
        self.management = f"http://127.0.0.1:{management}"
        self.log = (self.folder / "log").open("ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*self.arguments, "--listen", f"127.0.0.1:{port}", "--management", f"127.0.0.1:{management}"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.management}/ready", timeout=5).read()
                return time.monotonic() - began
            except OSError:
                if self.process.poll() is not None or time.monotonic() - began > 60:
                    raise RuntimeError(f"the server did not start: {(self.folder / 'log').read_text()[-2000:]}") from None
                time.sleep(0.005)

    @property
    def pid(self) -> int:
        """The process of the server; Postgres is its child."""
        return self.process.pid

    @property
    def postgres(self) -> int:
        """The embedded Postgres."""
        [child] = children(self.pid)
        return child

    @property
    def socket(self) -> Path:
        """The folder of the socket of the embedded Postgres."""
        return self.data / "postgres" / "run"

    def stop(self) -> None:
        """Stops the server and what it started."""
        self.process.terminate()
        self.process.wait(60)
        self.log.close()

    def sql(self, statement: str, database: str = "reeve") -> str:
        """Runs a statement as the superuser of the database, past row security."""
        run = subprocess.run(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", "-d", database],
            input=f"set search_path to reeve;\n{statement}", capture_output=True, text=True,
        )
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        return run.stdout.strip()

    def call(self, method: str, path: str, body: dict | str | None = None, token: str | None = None, kind: str = "application/json"):
        """Calls the API; returns what it answered, as JSON."""
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = (body if isinstance(body, str) else json.dumps(body)).encode()
            request.add_header("content-type", kind)
        if token:
            request.add_header("authorization", f"Bearer {token}")
        for name, value in getattr(self, "cookies", {}).items():
            if not token:
                request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                self.last_headers = answer.headers
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def set_up(self, tenant: str = "acme") -> "Account":
        """Makes the first user, a token of it, and an identity provider of the tenant."""
        self.call("POST", "/api/v1/setup", {"username": USERNAME, "password": PASSWORD, "tenant": {"id": tenant, "name": tenant}})
        self.call("POST", "/login", {"username": USERNAME, "password": PASSWORD})
        cookies = [value.split(";")[0] for value in self.last_headers.get_all("set-cookie")]
        csrf = dict(cookie.split("=", 1) for cookie in cookies)["csrfToken"]
        self.cookies = {"cookie": "; ".join(cookies), "x-csrf-token": csrf}
        token = self.call("POST", "/api/v1/me/api-tokens", {"name": "bench"})["fullToken"]
        made = self.call(
            "POST", f"/api/v1/{tenant}/security-integrations",
            {"name": "idp", "description": "", "type": "SCIM"}, token=token,
        )
        identity = self.sql(f"select tenant_id from tenant where slug = '{tenant}'")
        return Account(tenant, identity, token, made["id"], made["secretToken"])


class Account:
    """Who asks: the instance's manager, and the identity provider of a tenant."""

    def __init__(self, tenant: str, tenant_id: str, token: str, integration: str, provider: str):
        self.tenant, self.tenant_id, self.token = tenant, tenant_id, token
        self.integration, self.provider = integration, provider
        self.scim = f"/api/v1/{tenant}/integrations/{integration}/scim/v2"


class Nginx:
    """nginx with one worker, a static file of 100 bytes, and no log."""

    def __init__(self, folder: Path, tls: tuple[Path, Path]):
        (folder / "html").mkdir(parents=True, exist_ok=True)
        for part in (folder, folder / "html"):
            part.chmod(0o755)
        (folder / "html" / "file").write_text('{"status":"' + "x" * 87 + '"}')
        port, secure = free_port(), free_port()
        self.url, self.secure = f"http://127.0.0.1:{port}/file", f"https://127.0.0.1:{secure}/file"
        (folder / "nginx.conf").write_text(
            f"""
            worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 16384; }}
            http {{
              access_log off; open_file_cache max=100; keepalive_requests 1000000000; sendfile on; tcp_nopush on;
              client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
              uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
              ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]}; ssl_protocols TLSv1.3; ssl_session_cache shared:s:1m;
              server {{
                listen 127.0.0.1:{port}; listen 127.0.0.1:{secure} ssl; root {folder}/html; default_type application/json;
              }}
            }}
            """
        )
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while not children(self.process.pid):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"nginx did not start: {(folder / 'error.log').read_text()}")
            time.sleep(0.01)
        [self.pid] = children(self.process.pid)

    def stop(self) -> None:
        """Stops the process."""
        self.process.terminate()
        self.process.wait(30)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for loopback on P-256 and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    chain, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", chain,
        ],
        check=True, capture_output=True,
    )
    return chain, key


def fresh(folder: Path) -> Path:
    """An empty folder that every account can enter."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    return folder
