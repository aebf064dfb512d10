"""The server has little memory, and many clients send large bodies at once: it goes on or ends; nothing is half done."""

import json
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from place import Place
from reeve_process import PATIENCE, eventually

BACK_WITHIN = 20
BODY = 1 << 20
CLIENTS = 200


def limit_memory(process: int, more: int) -> None:
    """Lets a process have that much more address space than it has now."""
    [size] = [line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmSize:")]
    limit = int(size.split()[1]) * 1024 + more
    subprocess.run(["prlimit", f"--pid={process}", f"--as={limit}:{limit}"], check=True, timeout=PATIENCE)


@pytest.fixture
def small(gateways, external):
    """A gateway of its own, as its end is looked for."""
    return Place.again(external, gateways.start("little-memory", through_proxy=False))


def send_bodies(place, stop: threading.Event) -> list[socket.socket]:
    """Connections that have each sent a large body but for its last byte, so that all of them are held at once."""
    address = urlsplit(place.url)
    body = json.dumps({"key": "large", "value": "x" * (BODY - 100)}).encode()
    head = (
        f"PUT /api/v1/{place.tenant}/namespaces/{place.namespace}/secrets HTTP/1.1\r\nhost: {address.netloc}\r\n"
        f"authorization: Bearer {place.token}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode()
    crowd = []
    for _ in range(CLIENTS):
        if stop.is_set():
            break
        try:
            connection = socket.create_connection((address.hostname, address.port), 5)
            connection.settimeout(5)
            connection.sendall(head + body[:-1])
            crowd.append(connection)
        except OSError:
            # Refused, or the server has ended: both are looked at by who called.
            continue
    return crowd


def test_memory_limited(small, load, audit, counts, chance, long):
    server = small.server
    for more in [chance.randint(32, 128) << 20 for _ in range(6 if long else 1)]:
        with load(small) as running:
            running.more(10)
            limit_memory(server.process.pid, more)
            counts.fault("memory limited")
            crowd = send_bodies(small, running.stopping)
            for connection in crowd:
                connection.close()
            began = time.monotonic()
            # A process that has no memory left ends, and is started again by whoever watches it.
            before = running.acknowledged
            eventually(
                lambda: server.process.poll() is not None or running.acknowledged >= before + 10,
                "the server goes on, or ends", BACK_WITHIN,
            )
            if server.process.poll() is not None:
                counts.fault("ended for want of memory")
                running.stop()
                server.start()
        with load(small) as later:
            later.more(10, BACK_WITHIN)
            counts.returned("memory limited", time.monotonic() - began)
        audit(running)
        audit(later)
        # The next round begins with a process that has no limit.
        server.kill()
        server.start()
    assert server.stop() == 0
