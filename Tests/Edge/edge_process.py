"""The server of the HTTP module alone, the memory of a process, and sockets that do exactly what they are told."""

import os
import resource
import socket
import ssl
import subprocess
from pathlib import Path

from reeve_process import PATIENCE, ROOT

EDGE = Path(os.environ.get("EDGE", ROOT / ".build" / "debug" / "edge-server"))


def memory(pid: int, field: str = "VmRSS") -> int:
    """The resident memory of a process in bytes, now or (`VmHWM`) at its height."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"no {field} of {pid}")


def forget_height(pid: int) -> None:
    """Begins to measure the height of the memory anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def processor_seconds(pid: int) -> float:
    """How long the threads of a process have run."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


class EdgeProcess:
    """`edge-server` on a free port; it ends when its input does."""

    def __init__(self, certificate: tuple[Path, Path] | None):
        self.context = None
        if certificate:
            self.context = ssl.create_default_context(cafile=str(certificate[0]))
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.process = subprocess.Popen(
            ["prlimit", f"--nofile={most}:{most}", EDGE, *(certificate or ())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        line = self.process.stdout.readline()
        assert line, f"the server ended with {self.process.wait(PATIENCE)}"
        self.port = int(line)

    @property
    def pid(self) -> int:
        return self.process.pid

    def connect(self, protocol: str = "http/1.1") -> socket.socket:
        """A connection, over TLS where the server speaks it."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.context is None:
            return connection
        self.context.set_alpn_protocols([protocol])
        return self.context.wrap_socket(connection, server_hostname="127.0.0.1")

    def get(self, path: str) -> str:
        """The body of an answer, over a connection of its own."""
        with self.connect() as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
        return answer.split(b"\r\n\r\n", 1)[1].decode()

    def tally(self) -> dict[str, int]:
        """What the server counted."""
        pairs = (line.rsplit("=", 1) for line in self.get("/tally").splitlines())
        return {name: int(count) for name, count in pairs}

    def stop(self) -> int:
        """Asks the server to stop, and tells how it ended."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code
