"""Processes of the embedded database are killed under load: its first process, or one that serves a connection."""

import os
import signal
import time
from pathlib import Path

import pytest
from reeve_process import eventually
from test_postgres_hung import family, stop

# A crash of one process stops all others; then the log is replayed. A killed first process is started again by Reeve
# after a pause, which doubles with every death.
BACK_WITHIN = 20


def backends(first: int) -> list[int]:
    """The processes that serve connections of the service."""
    found = []
    for child in family(first)[1:]:
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "reeve_app" in words:
            found.append(child)
    return found


def test_kill_the_first_process(embedded, load, audit, counts, chance, long):
    server = embedded.server
    for _ in range(6 if long else 1):
        with load(embedded) as running:
            running.more(chance.randint(1, 60))
            killed = server.postgres()
            os.kill(killed, signal.SIGKILL)
            counts.fault("kill -9 of the first process of Postgres")
            began = time.monotonic()
            eventually(lambda: not os.path.exists(f"/proc/{killed}"), "it is gone", 30)
            running.more(20, BACK_WITHIN)
            counts.returned("kill -9 of the first process of Postgres", time.monotonic() - began)
        audit(running)
        assert server.postgres() != killed
    assert embedded.session_lives()


def test_kill_a_backend(embedded, load, audit, counts, chance, long):
    server = embedded.server
    first = server.postgres()
    for _ in range(10 if long else 2):
        with load(embedded) as running:
            running.more(chance.randint(1, 60))
            killed = chance.choice(eventually(lambda: backends(first), "there is a backend"))
            os.kill(killed, signal.SIGKILL)
            counts.fault("kill -9 of a backend")
            began = time.monotonic()
            eventually(lambda: not os.path.exists(f"/proc/{killed}"), "it is gone", 30)
            running.more(20, BACK_WITHIN)
            counts.returned("kill -9 of a backend", time.monotonic() - began)
        audit(running)
    assert server.postgres() == first, "the first process outlives its children"


def test_stop_while_a_crash_is_recovered_from(embedded, load, audit, counts, chance, long):
    """Postgres 15 may ignore the request to stop when it comes before its recovery has begun to replay the log."""
    server = embedded.server
    for _ in range(40 if long else 3):
        with load(embedded) as running:
            running.more(chance.randint(1, 20))
            os.kill(chance.choice(eventually(lambda: backends(server.postgres()), "there is a backend")), signal.SIGKILL)
            counts.fault("SIGTERM while Postgres recovers")
            assert server.stop() == 0
            server.start()
        audit(running)
    assert embedded.session_lives()


@pytest.mark.long
def test_kill_the_server_while_postgres_hangs(embedded, load, audit, counts):
    """Its Postgres hears of nothing, and stands in the way of the next one."""
    server = embedded.server
    with load(embedded) as running:
        running.more(10)
        hung = family(server.postgres())
        stop(hung)
        counts.fault("kill -9 of the server while Postgres hangs")
        server.kill()
        began = time.monotonic()
        server.start()
        counts.returned("kill -9 of the server while Postgres hangs", time.monotonic() - began)
        assert not [process for process in hung if os.path.exists(f"/proc/{process}/exe")]
    audit(running)
    assert embedded.session_lives()
