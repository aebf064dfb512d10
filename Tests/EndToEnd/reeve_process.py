"""A `reeve server` as a process of its own, on free ports and a data folder."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
REEVE = Path(os.environ.get("REEVE", ROOT / ".build" / "debug" / "reeve"))
USERNAME = "root@reeve.test"
PASSWORD = "Correct-Horse-1"
# A machine that builds something else meanwhile is slow.
PATIENCE = 60


def environment(**extra: str) -> dict[str, str]:
    """The environment of the tests without what would configure a server of somebody else."""
    return {name: value for name, value in os.environ.items() if not name.startswith("REEVE")} | extra


def eventually(check, what: str, patience: float = PATIENCE):
    """What `check` returns once it is true."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {patience:g} s: {what}")


class ReeveProcess:
    """Starts the server and waits until it answers; keeps its log."""

    def __init__(
        self, folder: Path, *arguments: str, scheme: str = "http", verify: bool | str = True,
        command: str = "server", before: tuple[str, ...] = (), variables: dict[str, str] | None = None,
    ):
        """`before` is a program that becomes the server's, as `prlimit` does; `variables` are for it alone."""
        self.folder = folder
        self.command = command
        self.before = before
        self.variables = variables or {}
        self.data = folder / "data"
        self.log_path = folder / "server.log"
        self.arguments = arguments
        self.scheme = scheme
        self.verify = verify
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self) -> None:
        """Starts the process, the first time or again on the same data."""
        offset = self.log_path.stat().st_size if self.log_path.exists() else 0
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self.before, REEVE, self.command, "--data", self.data, "--listen", "127.0.0.1:0",
                    "--management", "127.0.0.1:0", *self.arguments,
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(**self.variables),
            )
        line = eventually(lambda: self._line_of("serving", offset), "the server serves")
        self.url = f"{self.scheme}://{line['address']}"
        self.management = f"http://{line['management']}"
        eventually(self.is_healthy, "GET /health answers 200")

    def _line_of(self, message: str, offset: int = 0) -> dict | None:
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log()}")
        for line in self.log_path.read_bytes()[offset:].decode(errors="replace").splitlines():
            if f'"message":"{message}"' in line:
                return json.loads(line)
        return None

    def logged(self, message: str) -> list[dict]:
        """The log lines of a message."""
        return [json.loads(line) for line in self.log().splitlines() if f'"message":"{message}"' in line]

    def is_healthy(self) -> bool:
        """Whether `GET /health` answers 200."""
        try:
            return requests.get(f"{self.url}/health", timeout=5, verify=self.verify).status_code == 200
        except requests.RequestException:
            return False

    def log(self) -> str:
        """What the server wrote."""
        return self.log_path.read_text(errors="replace")

    def postgres(self) -> int:
        """The process of the embedded database: the server's own child."""
        found = self.children()
        assert len(found) == 1, f"one child was expected, not {found}"
        return found[0]

    def children(self) -> list[int]:
        """The processes that the server has started and not seen the end of."""
        files = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in files for pid in file.read_text().split()]

    def stop(self) -> int:
        """Asks the server to stop, and tells how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Ends the server without a word."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def set_up(self, tenant: str = "acme") -> None:
        """Makes the first user and the first tenant."""
        answer = requests.post(
            f"{self.url}/api/v1/setup",
            json={"username": USERNAME, "password": PASSWORD, "tenant": {"id": tenant, "name": tenant.title()}},
            timeout=PATIENCE, verify=self.verify,
        )
        assert answer.status_code == 200, answer.text

    def session(self, username: str = USERNAME, password: str = PASSWORD) -> requests.Session:
        """A browser's session: signed in, repeating its cross-site token."""
        session = Session(self.url)
        session.verify = self.verify
        answer = session.post("/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        session.headers["X-CSRF-TOKEN"] = session.cookies["csrfToken"]
        return session

    def bearer(self, token: str | None) -> requests.Session:
        """A program's session, by a token; without one if there is none."""
        session = Session(self.url)
        session.verify = self.verify
        if token:
            session.headers["Authorization"] = f"Bearer {token}"
        return session


class Session(requests.Session):
    """A session whose paths are relative to the server, and whose waits end."""

    def __init__(self, url: str):
        super().__init__()
        self.url = url
        self.trust_env = False

    def request(self, method, path, *arguments, **options):
        options.setdefault("timeout", PATIENCE)
        return super().request(method, path if re.match("https?:", path) else self.url + path, *arguments, **options)
