"""Postgres hangs, is slow, or is restarted: nothing is lost, and what waits too long is refused."""

import os
import signal
import time
from pathlib import Path

import pytest
import requests
from ledger import ACKNOWLEDGED
from reeve_process import eventually

BACK_WITHIN = 15
# One statement may take 30 s; then it is cancelled, which the hung server does not do, and its connection is closed.
REFUSED_WITHIN = 50


def family(first: int) -> list[int]:
    """The first process of Postgres and all its children, as far as they are there."""
    try:
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
    except OSError:
        return [first]


def is_stopped(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "TZ"
    except OSError:
        return True


def stop(processes: list[int]) -> None:
    for process in processes:
        try:
            os.kill(process, signal.SIGSTOP)
        except ProcessLookupError:
            pass
    eventually(lambda: all(map(is_stopped, processes)), "they hang", 10)


def go_on(processes: list[int]) -> None:
    for process in processes:
        try:
            os.kill(process, signal.SIGCONT)
        except ProcessLookupError:
            pass


def test_hung_for_a_moment(embedded, load, audit, counts, chance, long):
    server = embedded.server
    for number in range(8 if long else 2):
        with load(embedded) as running:
            running.more(chance.randint(5, 40))
            processes = family(server.postgres())
            # All of it, or its first process alone, or only those that serve connections.
            hung = [processes, processes[:1], processes[1:]][number % 3]
            stop(hung)
            counts.fault("Postgres hung for a moment")
            try:
                if len(hung) > 1:
                    # No client is answered any more: each has sent what it waits for.
                    before = -1
                    while before != (before := len(running.ledger)):
                        requests.get(f"{server.management}/live", timeout=10)
                        eventually(lambda: all(map(is_stopped, hung)), "they still hang", 1)
                assert requests.get(f"{server.management}/live", timeout=10).status_code == 200
            finally:
                go_on(hung)
            began = time.monotonic()
            running.more(20, BACK_WITHIN)
            counts.returned("Postgres hung for a moment", time.monotonic() - began)
        audit(running)


@pytest.mark.long
def test_hung_for_long(embedded, load, audit, counts):
    server = embedded.server
    with load(embedded) as running:
        running.more(20)
        hung = family(server.postgres())
        stop(hung)
        counts.fault("Postgres hung until requests were refused")
        try:
            refused = running.refused
            eventually(
                lambda: running.refused >= refused + len(running.clients), "every client is refused",
                REFUSED_WITHIN + 10,
            )
            assert requests.get(f"{server.management}/live", timeout=10).status_code == 200
            assert requests.get(f"{server.management}/ready", timeout=REFUSED_WITHIN).status_code == 503
        finally:
            go_on(hung)
        began = time.monotonic()
        running.more(20, BACK_WITHIN)
        counts.returned("Postgres hung until requests were refused", time.monotonic() - began)
    longest = max(entry.seconds for entry in running.ledger.entries)
    assert longest < REFUSED_WITHIN, f"a request waited {longest:.0f} s"
    audit(running)


def test_slow(external, proxy, load, audit, counts):
    with load(external) as running:
        running.more(10)
        proxy.delay = 0.1
        counts.fault("slow way to Postgres")
        try:
            running.more(8)
        finally:
            proxy.delay = 0.0
    assert running.ledger.count(ACKNOWLEDGED) == len(running.ledger), "slowness alone is no reason to refuse"
    audit(running)


def test_restarted(external, cluster, load, audit, counts, chance, long):
    for _ in range(5 if long else 1):
        with load(external) as running:
            running.more(chance.randint(5, 40))
            if chance.random() < 0.5:
                cluster.stop()
            else:
                cluster.kill()
            counts.fault("Postgres restarted")
            cluster.start()
            began = time.monotonic()
            running.more(20, BACK_WITHIN)
            counts.returned("Postgres restarted", time.monotonic() - began)
        audit(running)
    assert external.session_lives()
