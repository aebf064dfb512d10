"""Many connections that each do what HTTP/2 must bound: the process stays small, others are served, and it rests afterwards."""

import contextlib
import socket
import struct
import threading

import pytest
from edge_process import EdgeProcess, forget_height, memory, processor_seconds
from reeve_process import PATIENCE, eventually

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CONNECTIONS = 20
MORE = 64 * 1024 * 1024


def frame(type: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", type, flags, stream) + payload


SETTINGS = frame(4, 0, 0)
# `:method: GET`, `:scheme: http`, `:path: /`, `:authority: a`; the second with a path of `/upload` and POST.
GET = b"\x82\x86\x84\x41\x01a"
POST = b"\x83\x86\x04\x07/upload\x41\x01a"
# A field of 4,000 bytes that goes into the table, and is named again by each of 12,000 bytes.
BOMB = GET + b"\x40\x01b\x7f\xa1\x1e" + b"x" * 4000 + b"\xbe" * 12_000


def streams(count: int, block: bytes, after=lambda stream: b"", flags: int = 5) -> bytes:
    """Heads on new streams, each followed by something."""
    return b"".join(frame(1, flags, stream, block) + after(stream) for stream in range(1, 2 * count, 2))


FLOODS = {
    "pings": SETTINGS + frame(6, 0, 0, bytes(8)) * 60_000,
    "settings": SETTINGS + frame(4, 0, 0, b"\0\3\0\0\0\7") * 60_000,
    "priorities": SETTINGS + b"".join(frame(2, 0, stream, b"\0\0\0\0\1") for stream in range(3, 120_000, 2)),
    "windows": SETTINGS + frame(8, 0, 0, b"\0\0\0\1") * 60_000,
    "rapid resets": SETTINGS + streams(20_000, GET, lambda stream: frame(3, 0, stream, b"\0\0\0\7")),
    "resets of the server's": SETTINGS + streams(20_000, GET, lambda stream: frame(8, 0, stream, b"\x7f\xff\xff\xff")),
    "empty continuations": SETTINGS + frame(1, 1, 1, GET) + frame(9, 0, 1) * 100_000,
    "continuations": SETTINGS + frame(1, 1, 1, GET) + frame(9, 0, 1, b"\0\x01a\x07bbbbbbb" * 1400) * 100,
    "bombs of fields": SETTINGS + streams(100, BOMB),
    "closed windows": frame(4, 0, 0, b"\0\4\0\0\0\0") + streams(1000, GET),
    "bodies that never come": SETTINGS + streams(128, POST, flags=4),
    "full windows": SETTINGS + streams(100, POST, lambda stream: frame(0, 0, stream, bytes(10_000)), flags=4),
    "empty data": SETTINGS + frame(1, 4, 1, POST) + frame(0, 0, 1) * 100_000,
    "padding": SETTINGS + frame(1, 4, 1, POST) + frame(0, 8, 1, b"\xff" + bytes(255)) * 200,
}


def flood(edge: EdgeProcess, data: bytes) -> None:
    """Sends all of it, as far as the server takes it, and reads nothing."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", edge.port), timeout=PATIENCE) as connection:
        connection.sendall(PREFACE + data)
        connection.shutdown(socket.SHUT_WR)
        # To the end, or until it breaks off.
        while connection.recv(1 << 16):
            pass


@pytest.mark.parametrize("name", FLOODS)
def test_is_bounded(plain_edge, figure, name):
    plain_edge.get("/tally")
    before = memory(plain_edge.pid)
    forget_height(plain_edge.pid)
    worked = processor_seconds(plain_edge.pid)
    threads = [threading.Thread(target=flood, args=(plain_edge, FLOODS[name])) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    served = 0
    while any(thread.is_alive() for thread in threads):
        plain_edge.get("/tally")
        served += 1
    for thread in threads:
        thread.join(PATIENCE)
    # Only the one that asks is left.
    eventually(lambda: plain_edge.tally()["open"] == 1, "all connections are closed")
    more = memory(plain_edge.pid, "VmHWM") - before
    worked = (processor_seconds(plain_edge.pid) - worked) / CONNECTIONS
    figure(
        f"{len(FLOODS[name]) / 1e6:.1f} MB over each of {CONNECTIONS} connections: {more / 1e6:.1f} MB more at the height, "
        f"{worked * 1000:.0f} ms for each, {served} others served"
    )
    assert served > 0 and more < MORE
