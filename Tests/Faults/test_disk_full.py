"""The disk of the data folder is full: changes are refused, and go on by themselves once there is room."""

import subprocess
import time

import pytest
from place import Place
from reeve_process import PATIENCE, eventually

# A Postgres that cannot write its log ends, and is started again after a pause of up to 10 s.
BACK_WITHIN = 30
SIZE = 200 << 20
CHUNK = 1 << 16


@pytest.fixture
def disk(folder):
    """A small disk in memory at the place of a server's data folder."""
    place = folder / "small-disk" / "data"
    place.mkdir(parents=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "reeve-faults", place], capture_output=True, text=True
    )
    if done.returncode != 0:
        pytest.skip(f"a disk cannot be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True, timeout=PATIENCE)


@pytest.fixture
def small(disk, start):
    """A server on the small disk, which is stopped before the disk goes."""
    server = start("small-disk")
    yield Place(server)
    if server.process.poll() is None:
        assert server.stop() == 0


def fill(path, leave: int) -> None:
    """Fills the disk with a file, but for some bytes."""
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(CHUNK)) == CHUNK:
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - leave))


def test_disk_full(small, disk, load, audit, counts, chance, long):
    # With nothing left tables cannot grow. With a little less than the next segment of the log takes, the log cannot.
    for leave in [0, 15 << 20] + [chance.randint(0, 16 << 20) for _ in range(4)] if long else [0]:
        with load(small) as running:
            running.more(20)
            fill(disk / "filler", leave)
            counts.fault("disk full")
            refused = running.refused
            write_until_refused(running, small, refused + 4)
            assert small.server.process.poll() is None
            if leave == 0:
                # While Postgres runs, it says why; when it could not write its log, it is away.
                assert any(entry.status == 507 and "no room" in entry.answer for entry in running.ledger.entries)
            (disk / "filler").unlink()
            began = time.monotonic()
            running.more(20, BACK_WITHIN)
            counts.returned("disk full", time.monotonic() - began)
        audit(running)
    assert small.session_lives()
    assert small.server.stop() == 0


def write_until_refused(running, place, refused: int) -> None:
    """Waits until changes are refused; large secrets fill what the log still has room for."""
    session = place.server.bearer(place.token)
    number = 0

    def is_refused() -> bool:
        nonlocal number
        number += 1
        if number % 4:
            # They have the marks of no load, and no description: nobody counts them.
            body = {"key": f"filling.{time.monotonic_ns()}", "value": "x" * 60_000}
            answer = session.put(f"/api/v1/{place.tenant}/namespaces/{place.namespace}/secrets", json=body)
            assert answer.status_code in (200, 503, 507), answer.text
        return running.refused >= refused

    eventually(is_refused, "changes are refused", 60)
