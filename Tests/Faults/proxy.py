"""A proxy on a Unix socket that knows the messages of Postgres: it can cut, hold, slow down and point elsewhere."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TO_SERVER, TO_CLIENT = "to the server", "to the client"
CANCEL = 80877102


@dataclass
class Frame:
    """A message of the protocol; its type is one letter, or `startup` or `cancel`."""

    type: str
    data: bytes


class Frames:
    """Splits a stream into messages."""

    def __init__(self, has_startup: bool):
        self.has_startup = has_startup
        self.rest = b""

    def feed(self, data: bytes) -> list[Frame]:
        self.rest += data
        frames = []
        while True:
            head = 0 if self.has_startup else 1
            if len(self.rest) < head + 4:
                return frames
            size = head + struct.unpack_from("!I", self.rest, head)[0]
            if len(self.rest) < size:
                return frames
            data, self.rest = self.rest[:size], self.rest[size:]
            if self.has_startup:
                self.has_startup = False
                frames.append(Frame("cancel" if struct.unpack_from("!I", data, 4)[0] == CANCEL else "startup", data))
            else:
                frames.append(Frame(chr(data[0]), data))


class Link:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket):
        self.client = client
        self.server = server
        # The process that serves it, once it is told.
        self.backend = 0
        self.is_cut = False

    def cut(self) -> None:
        """Ends it for the client at once; the server still gets what was sent to it before."""
        self.is_cut = True
        for end, how in ((self.client, socket.SHUT_RDWR), (self.server, socket.SHUT_WR)):
            try:
                end.shutdown(how)
            except OSError:
                pass


# Sees each message before it is passed on; false cuts the connection there. It may wait, which holds the message.
Rule = Callable[[Link, str, Frame], bool]


class Proxy:
    """Passes connections on to the socket of a server."""

    def __init__(self, folder: Path, server: Path):
        self.folder = folder
        self.server = server
        self.rule: Rule | None = None
        self.delay = 0.0
        self.links: list[Link] = []
        self.lock = threading.Lock()
        folder.mkdir()
        folder.chmod(0o755)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / ".s.PGSQL.5432"))
        self.listener.listen(64)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self.server / ".s.PGSQL.5432"))
            except OSError:
                client.close()
                continue
            link = Link(client, server)
            with self.lock:
                self.links.append(link)
            for direction in (TO_SERVER, TO_CLIENT):
                threading.Thread(target=self.pump, args=(link, direction), daemon=True).start()

    def pump(self, link: Link, direction: str) -> None:
        source, target = (link.client, link.server) if direction == TO_SERVER else (link.server, link.client)
        frames = Frames(has_startup=direction == TO_SERVER)
        try:
            while data := source.recv(1 << 16):
                if self.delay:
                    time.sleep(self.delay)
                passed = b""
                for frame in frames.feed(data):
                    if frame.type == "K" and direction == TO_CLIENT:
                        link.backend = struct.unpack_from("!I", frame.data, 5)[0]
                    rule = self.rule
                    if rule is not None and not link.is_cut:
                        # What came before is on its way when a message is held.
                        target.sendall(passed)
                        passed = b""
                        if not rule(link, direction, frame):
                            link.cut()
                    if not link.is_cut:
                        passed += frame.data
                if not link.is_cut:
                    target.sendall(passed)
        except OSError:
            pass
        finally:
            # The end goes on in its direction; the other direction drains what is left.
            for end, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
                try:
                    end.shutdown(how)
                except OSError:
                    pass
            if direction == TO_CLIENT:
                link.client.close()
                link.server.close()
                with self.lock:
                    self.links.remove(link)

    def cut_all(self) -> int:
        """Cuts every connection; tells how many there were."""
        with self.lock:
            links = list(self.links)
        for link in links:
            link.cut()
        return len(links)

    def point_to(self, server: Path) -> None:
        """Passes all further connections on to another server, and cuts those there are."""
        self.server = server
        self.cut_all()

    def close(self) -> None:
        self.listener.close()
        self.cut_all()
