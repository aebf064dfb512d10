"""Uploads that do not fit into memory: by length, in chunks, over HTTP/2, with and without TLS, to consumers fast and slow."""

import select
import ssl
import struct
import time

import pytest
from edge_process import EdgeProcess, forget_height, memory
from reeve_process import PATIENCE, eventually

PIECE = 64 * 1024
# What the process may hold more than before; what the kernel holds of both sides is not the process's.
MORE = 64 * 1024 * 1024
# The kernel's buffers of both sides, as large as they grow by themselves, and what a server holds.
UNDERWAY = 48 * 1024 * 1024
# After so long without room the sender is held back.
STUCK = 0.5


class Upload:
    """A request whose body is sent piece by piece; sending goes on as far as there is room."""

    def __init__(self, edge: EdgeProcess, path: str, total: int):
        self.total, self.sent, self.pending = total, 0, b""
        self.connection = edge.connect(self.protocol)
        self.begin(path)
        self.connection.setblocking(False)

    protocol = "http/1.1"

    def begin(self, path: str) -> None:
        self.pending = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {self.total}\r\n\r\n".encode()

    def piece(self, count: int) -> bytes:
        """The next bytes on the wire, with so many of the body."""
        return bytes(count)

    def end(self) -> bytes:
        """What follows the body."""
        return b""

    def listen(self) -> None:
        """Reads what the server says before its answer, if it may say something."""

    @property
    def room(self) -> int:
        """How much of the body may be sent, for all that the protocol says."""
        return PIECE

    def send(self, until: int) -> bool:
        """Sends so much of the body in all; false when there was no room for a while."""
        while self.sent < until or self.pending:
            self.listen()
            if not self.pending and (count := min(PIECE, until - self.sent, self.room)):
                self.pending = self.piece(count)
                self.sent += count
                if self.sent == self.total:
                    self.pending += self.end()
            wanted = [self.connection] if self.pending else []
            # The server may have something to say when nothing may be sent.
            heard = [] if self.pending and self.protocol != "h2" else [self.connection]
            if not any(select.select(heard, wanted, [], STUCK)):
                return False
            if self.pending:
                try:
                    self.pending = self.pending[self.connection.send(self.pending) :]
                except (BlockingIOError, ssl.SSLWantWriteError):
                    pass
                except ssl.SSLWantReadError:
                    pass
        return True

    def answer(self) -> int:
        """The number of bytes the server counted."""
        self.connection.settimeout(PATIENCE)
        answer = b""
        while not answer.endswith(b"\n") or b"\r\n\r\n" not in answer:
            part = self.connection.recv(PIECE)
            assert part, answer
            answer += part
        assert answer.startswith(b"HTTP/1.1 200 "), answer
        return int(answer.split(b"\r\n\r\n", 1)[1])


class Chunked(Upload):
    """A body in chunks of different sizes."""

    def begin(self, path: str) -> None:
        self.pending = f"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".encode()

    def piece(self, count: int) -> bytes:
        return b"%x\r\n%b\r\n" % (count, bytes(count))

    def end(self) -> bytes:
        return b"0\r\n\r\n"


class HTTP2(Upload):
    """A stream of HTTP/2, within the windows that the server opens."""

    protocol = "h2"

    def begin(self, path: str) -> None:
        self.windows, self.rest, self.body = {0: 65535, 1: 65535}, b"", b""
        self.is_over = False
        block = b""
        for name, value in ((b":method", b"POST"), (b":scheme", b"http"), (b":authority", b"a"), (b":path", path.encode())):
            block += bytes([0, len(name)]) + name + bytes([len(value)]) + value
        self.pending = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + self.frame(4, 0, 0) + self.frame(1, 4, 1, block)

    def frame(self, type: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
        return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", type, flags, stream) + payload

    @property
    def room(self) -> int:
        return min(16384, *self.windows.values())

    def piece(self, count: int) -> bytes:
        for stream in self.windows:
            self.windows[stream] -= count
        return self.frame(0, 1 if self.sent + count == self.total else 0, 1, bytes(count))

    def listen(self) -> None:
        while True:
            try:
                part = self.connection.recv(PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                break
            assert part, "the server closed"
            self.rest += part
        while len(self.rest) >= 9 and len(self.rest) >= 9 + (size := int.from_bytes(self.rest[:3], "big")):
            type, flags = self.rest[3], self.rest[4]
            stream, payload = int.from_bytes(self.rest[5:9], "big"), self.rest[9 : 9 + size]
            self.rest = self.rest[9 + size :]
            assert type not in (3, 7), f"a frame of type {type}: {payload.hex()}"
            if type == 8:
                self.windows[stream] += int.from_bytes(payload, "big")
            elif type == 4 and not flags & 1:
                self.pending += self.frame(4, 1, 0)
            elif type == 0:
                self.body += payload
                self.is_over = bool(flags & 1)

    def answer(self) -> int:
        end = time.monotonic() + PATIENCE
        while not self.is_over and time.monotonic() < end:
            select.select([self.connection], [], [], 1)
            self.listen()
        return int(self.body)


@pytest.fixture(params=[Upload, Chunked, HTTP2], ids=["by length", "in chunks", "HTTP/2"])
def way(request):
    return request.param


def test_fast(edge, way, figure, long):
    """The body goes through, and the process does not grow."""
    total = (2 << 30) + 7 if long else (32 << 20) + 7
    warm(edge, way)
    before = memory(edge.pid)
    forget_height(edge.pid)
    began = time.monotonic()
    upload = way(edge, "/upload", total)
    while not upload.send(total):
        pass
    assert upload.answer() == total
    took = time.monotonic() - began
    more = memory(edge.pid, "VmHWM") - before
    figure(f"{total >> 20} MiB at {total / took / (1 << 20):.0f} MiB/s, {more / 1e6:.1f} MB more at the height")
    assert more < MORE


def test_slow(edge, way, figure, long):
    """Who reads slowly slows the sender down: what is underway is bounded, however large the body is."""
    total = 2 << 30 if long else 48 << 20
    warm(edge, way)
    before = memory(edge.pid)
    forget_height(edge.pid)
    taken = edge.tally().get("taken", 0)
    # No more than 100 MiB/s, which every way here is faster than.
    upload = way(edge, "/upload?pause=10", total)
    most = 0
    for until in range(total // 16, total + 1, total // 16):
        while not upload.send(until):
            pass
        most = max(most, upload.sent - (edge.tally().get("taken", 0) - taken))
    assert upload.answer() == total
    more = memory(edge.pid, "VmHWM") - before
    figure(f"{total >> 20} MiB, {most / 1e6:.1f} MB underway and {more / 1e6:.1f} MB more at the height")
    assert most < UNDERWAY and more < MORE


def test_nobody_reads(edge, way, figure):
    """Until the handler reads, the sender can send what the sockets hold, and no more."""
    warm(edge, way)
    before = memory(edge.pid)
    forget_height(edge.pid)
    opened = edge.tally().get("gates", 0)
    total = 64 << 20
    upload = way(edge, f"/upload?gate={opened + 1}", total)
    assert not upload.send(total)
    stuck = upload.sent
    more = memory(edge.pid, "VmHWM") - before
    figure(f"stuck after {stuck / 1e6:.2f} MB, {more / 1e6:.2f} MB more at the height")
    assert stuck < UNDERWAY and more < 4 * 1024 * 1024
    edge.get("/open")
    while not upload.send(total):
        pass
    assert upload.answer() == total


def test_reader_that_is_gone(plain_edge, way):
    """A sender that goes away in the middle ends its handler."""
    broken = plain_edge.tally().get("uploads broken off", 0)
    upload = way(plain_edge, "/upload", 1 << 30)
    upload.send(1 << 20)
    upload.connection.close()
    eventually(lambda: plain_edge.tally().get("uploads broken off", 0) == broken + 1, "the handler has ended")


def warm(edge: EdgeProcess, way) -> None:
    """What the first upload costs once and for all."""
    upload = way(edge, "/upload", 1 << 20)
    while not upload.send(1 << 20):
        pass
    assert upload.answer() == 1 << 20
    upload.connection.close()
