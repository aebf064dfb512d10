"""The server is killed under load and started again on its data: `kill -9`, at moments of chance."""

import os
import time

from reeve_process import eventually

# The database replays its log, and is made ready before the server serves.
BACK_WITHIN = 15


def test_kill_server(embedded, load, audit, counts, chance, long):
    server = embedded.server
    for _ in range(20 if long else 2):
        with load(embedded) as first:
            first.more(chance.randint(1, 60))
            database = server.postgres()
            server.kill()
            counts.fault("kill -9 of the server")
            first.stop()
        eventually(lambda: not os.path.exists(f"/proc/{database}"), "the database follows the server", 30)
        began = time.monotonic()
        server.start()
        with load(embedded) as second:
            second.more(10, BACK_WITHIN)
            counts.returned("kill -9 of the server", time.monotonic() - began)
        assert time.monotonic() - began < BACK_WITHIN + 5
        audit(first)
        audit(second)
    assert embedded.session_lives()
