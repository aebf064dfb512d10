"""A Postgres of one's own, and the gateways on it."""

import os
import pwd
import secrets
import signal
import subprocess
from pathlib import Path

import psycopg
from proxy import Proxy
from reeve_process import PATIENCE, REEVE, ReeveProcess, environment, eventually


def programs() -> Path:
    """The folder of the newest server programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    assert found, "the server programs of Postgres are not installed"
    return found[-1].parent


def as_account(*command: str | Path) -> list[str]:
    """A command under the account of the database, as Postgres does not run as root."""
    command = [str(word) for word in command]
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]


class Cluster:
    """A server on a Unix socket, started and ended by its process."""

    def __init__(self, folder: Path, variables: dict[str, str] | None = None):
        self.folder = folder
        self.variables = variables or {}
        self.data = folder / "data"
        self.socket = folder / "run"
        self.log = folder / "log"
        self.process: subprocess.Popen | None = None

    def make(self) -> None:
        """Makes the cluster, its roles and the schema."""
        self.make_folders()
        self.run(
            "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        self.start()
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("create database reeve")
        subprocess.run(
            [REEVE, "migrate", "--create-roles"], check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL,
            stderr=self.log.open("ab"), env=environment(REEVE_DATABASE_URL=self.url()),
        )

    def copy(self, folder: Path) -> "Cluster":
        """A second cluster, made of this one while it runs."""
        copy = Cluster(folder)
        copy.make_folders()
        self.run(
            "pg_basebackup", "-h", self.socket, "-U", "postgres", "-D", copy.data, "-X", "stream", "-c", "fast",
            "--no-sync",
        )
        return copy

    def make_folders(self) -> None:
        for folder in (self.folder, self.socket):
            folder.mkdir()
            if os.geteuid() == 0:
                account = pwd.getpwnam("postgres")
                os.chown(folder, account.pw_uid, account.pw_gid)

    def run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            as_account(programs() / program, *arguments), check=True, timeout=PATIENCE, cwd="/", capture_output=True
        )

    def url(self, database: str = "reeve", user: str = "postgres", host: Path | None = None) -> str:
        return f"postgresql:///{database}?host={host or self.socket}&user={user}"

    def start(self) -> None:
        """Starts the server, again while children of a killed one are there, and waits until it takes connections."""
        eventually(lambda: self.is_up() or self.launch(), "the database takes connections", 30)

    def is_up(self) -> bool:
        """Whether the process that was started takes connections."""
        return self.process is not None and self.process.poll() is None and self.answers()

    def launch(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                as_account(
                    # The variables are for the server, not for what changes the account.
                    "env", *(f"{name}={value}" for name, value in self.variables.items()),
                    programs() / "postgres", "-D", self.data, "-k", self.socket, "-c", "listen_addresses=",
                    "-c", "max_connections=60", "-c", "shared_buffers=64MB",
                ),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
            )

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            return False

    def stop(self) -> None:
        """A fast shutdown."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


class Gateways:
    """Starts `reeve gateway` processes that share a database and a key."""

    def __init__(self, folder: Path, start, cluster: Cluster, proxy: Proxy | None, key: str = "shared.key"):
        self.folder = folder
        self.starter = start
        self.cluster = cluster
        self.proxy = proxy
        self.servers: list[ReeveProcess] = []
        self.key = folder / key
        self.key.touch(0o600)
        self.key.write_bytes(secrets.token_bytes(32))

    def start(
        self, name: str, *arguments: str, through_proxy: bool = True, variables: dict[str, str] | None = None, **options
    ) -> ReeveProcess:
        """A gateway on the database, directly or through the proxy."""
        (self.folder / name).mkdir(exist_ok=True)
        configuration = self.folder / name / "reeve.yaml"
        configuration.write_text(f"limits:\n  requests: 100000\n  anonymous: 100000\nkey:\n  file: {self.key}\n")
        host = self.proxy.folder if through_proxy else None
        url = self.cluster.url(user="reeve_app", host=host)
        server = self.starter(
            name, "--config", str(configuration), *arguments, command="gateway", **options,
            variables={"REEVE_DATABASE_URL": url} | (variables or {}),
        )
        self.servers.append(server)
        return server
