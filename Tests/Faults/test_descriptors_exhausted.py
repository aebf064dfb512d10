"""More clients come than the server may have descriptors: it neither ends nor spins, and serves again when they go."""

import os
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from place import Place
from reeve_process import eventually

BACK_WITHIN = 10
LIMIT = 96
CLIENTS = 300
PAUSED = "no further connections are accepted for now"
# Of one processor, while nothing can be accepted.
MOST_BUSY = 0.25


def processor_seconds(process: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_descriptors_exhausted(gateways, external, load, audit, counts, long):
    server = gateways.start("few-descriptors", through_proxy=False, before=("prlimit", f"--nofile={LIMIT}:{LIMIT}"))
    place = Place.again(external, server)
    with load(place) as running:
        running.more(20)
    audit(running)
    for _ in range(3 if long else 1):
        address = urlsplit(server.url)
        crowd, paused = [], len(server.logged(PAUSED))
        try:
            for _ in range(CLIENTS):
                connection = socket.socket()
                connection.setblocking(False)
                connection.connect_ex((address.hostname, address.port))
                crowd.append(connection)
            counts.fault("descriptors exhausted")
            eventually(lambda: len(server.logged(PAUSED)) > paused, "the server stops accepting", 10)
            # A measurement, not a wait for something: how busy it is while it can do nothing.
            before, began = processor_seconds(server.process.pid), time.monotonic()
            time.sleep(1)
            share = (processor_seconds(server.process.pid) - before) / (time.monotonic() - began)
            assert share < MOST_BUSY, f"the server is busy with {share:.0%} of a processor"
            assert server.process.poll() is None
        finally:
            for connection in crowd:
                connection.close()
        began = time.monotonic()
        with load(place) as running:
            running.more(20, BACK_WITHIN)
            counts.returned("descriptors exhausted", time.monotonic() - began)
        audit(running)
    assert server.stop() == 0
