"""Many followers of one stream of events, of whom some never read."""

import asyncio
import contextlib
import re
import socket

from edge_process import EdgeProcess, memory
from reeve_process import PATIENCE, eventually

EVENTS, SIZE = 40, 8192


def test_followers_get_everything_and_who_does_not_read_is_cut(plain_edge, figure, long):
    readers, silent = (950, 50) if long else (285, 15)
    asyncio.run(follow(plain_edge, figure, readers, silent))


async def follow(edge: EdgeProcess, figure, readers: int, silent: int) -> None:
    before = memory(edge.pid)
    sleepers = [sleeper(edge) for _ in range(silent)]
    streams = [await asyncio.open_connection("127.0.0.1", edge.port, limit=1 << 20) for _ in range(readers)]
    for reader, writer in streams:
        writer.write(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
    for reader, _ in streams:
        await asyncio.wait_for(reader.readuntil(b": welcome\n\n\r\n"), PATIENCE)
    await ask(lambda: edge.tally()["followers"] == readers + silent, "all follow")
    idle = memory(edge.pid) - before
    figure(f"{readers + silent} followers, {idle / 1024 / (readers + silent):.1f} KB each")
    assert idle < (readers + silent) * 32 * 1024
    following = [asyncio.create_task(read(reader)) for reader, _ in streams]
    await asyncio.to_thread(edge.get, f"/publish?count={EVENTS}&size={SIZE}")
    numbers = await asyncio.wait_for(asyncio.gather(*following), PATIENCE * 2)
    assert all(one == list(range(EVENTS)) for one in numbers)
    # What waits for those that do not read, and what the others are given meanwhile.
    height = memory(edge.pid, "VmHWM") - before
    figure(f"{EVENTS} events of {SIZE} bytes to each, {silent} never read: {height / 1e6:.0f} MB more at the height")
    assert height < 64 * 1024 * 1024
    await ask(lambda: edge.tally().get("late write", 0) == silent, "the silent ones are cut")
    await ask(lambda: edge.tally()["followers"] == readers, "and their handlers are cancelled")
    # One way or the other of going away: the handler learns of it.
    for number, (_, writer) in enumerate(streams[: readers // 2]):
        if number % 2:
            writer.transport.abort()
        else:
            writer.close()
    await ask(lambda: edge.tally()["followers"] == readers - readers // 2, "who is gone is not written to")
    # Those that stay get what comes.
    await asyncio.to_thread(edge.get, f"/publish?count=1&size={SIZE}")
    for reader, writer in streams[readers // 2 :]:
        assert b"id: 40\n" in await asyncio.wait_for(reader.readuntil(b"\n\n\r\n"), PATIENCE)
        writer.close()
    await ask(lambda: edge.tally()["followers"] == 0, "nobody follows")
    for connection in sleepers:
        with contextlib.suppress(OSError):
            connection.close()


async def ask(check, what: str) -> None:
    """Waits for what the server counts, while the followers go on."""
    await asyncio.to_thread(eventually, check, what)


def sleeper(edge: EdgeProcess) -> socket.socket:
    """A follower that never reads, and whose socket takes little."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.connect(("127.0.0.1", edge.port))
    connection.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
    return connection


async def read(reader: asyncio.StreamReader) -> list[int]:
    """The numbers of the events, in the order in which they come."""
    numbers = []
    while len(numbers) < EVENTS:
        event = await reader.readuntil(b"\n\n\r\n")
        assert event.count(b"x") >= SIZE
        numbers += [int(number) for number in re.findall(rb"id: (\d+)\n", event)]
    return numbers
