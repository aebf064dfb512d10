"""The clock is stepped forward and back under load: of the whole machine, and of the gateway alone."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cluster import Cluster, Gateways
from ledger import ACKNOWLEDGED, REFUSED
from place import Place

LIBRARIES = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
# The library moves the environment as it is loaded, and Swift finds the arguments by the environment: a program that is
# loaded first, and becomes the server, has done that already.
BEFORE = ("env",)
# A step makes nothing wait.
LONGEST = 10
HOUR, DAY = 3600, 86400
# Within the months that the audit log has partitions for: the last one, and three to come.
STEPS = (2 * HOUR, -2 * HOUR, 0)
MORE_STEPS = (1, -1, 20 * DAY, -3 * DAY, 30, 0)


class Clock:
    """A clock that is set by a file."""

    def __init__(self, path: Path):
        self.path = path
        self.step(0)
        self.variables = {
            "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(path), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def step(self, seconds: int) -> None:
        """Sets the clock that far off."""
        self.offset = seconds
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.chmod(0o644)
        os.replace(fresh, self.path)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)


@pytest.fixture
def clock(folder, request):
    if not LIBRARIES:
        pytest.skip("libfaketime is not installed")
    clock = Clock(folder / f"clock-{request.node.name}")
    before = set(Path("/dev/shm").glob("*faketime*"))
    yield clock
    # What the library shares with the children of a process stays when the process becomes another program.
    for left in set(Path("/dev/shm").glob("*faketime*")) - before:
        left.unlink(missing_ok=True)


def step_under_load(place, clock, load, audit, counts, steps, may_refuse) -> None:
    windows = [(clock.now, None)]
    with load(place) as running:
        running.more(20)
        for step in steps:
            windows[-1] = (windows[-1][0], clock.now)
            clock.step(step)
            windows.append((clock.now, None))
            counts.fault("clock stepped")
            running.more(20, LONGEST)
    windows[-1] = (windows[-1][0], clock.now)
    audit(running)
    entries = running.ledger.entries
    # Postgres measures a statement by the clock: one that runs while that jumps may be taken for one of hours.
    refused = [entry for entry in entries if entry.outcome != ACKNOWLEDGED]
    assert all(entry.outcome == REFUSED and entry.status == 503 for entry in refused), refused
    assert len(refused) <= may_refuse * len(steps) * len(running.clients), refused
    assert max(entry.seconds for entry in entries) < LONGEST
    check_order(place, running, windows)


def check_order(place, running, windows) -> None:
    """The order of commits is told whatever the clock does, and the order of time is that of the clock."""
    with place.sql() as connection:
        rows = connection.execute(
            """
            select request_id, transaction_id::text::bigint, occurred_at, event_id from audit_event
            where request_id like %s
            """,
            [f"{running.name}-%"],
        ).fetchall()
    number = {request: transaction for request, transaction, *_ in rows}
    for client in running.clients:
        own = [
            number[entry.request] for entry in running.ledger.entries
            if entry.request.startswith(f"{client.name}-") and entry.outcome == ACKNOWLEDGED
        ]
        assert own == sorted(own) and len(set(own)) == len(own), "commits are not in the order of the answers"
    tolerance = timedelta(seconds=2)
    for request, _, instant, _ in rows:
        assert any(begin - tolerance <= instant <= end + tolerance for begin, end in windows), f"{request}: {instant}"
    # All of them are reached page by page, the newest by the clock first.
    session = place.server.bearer(place.token)
    parameters = {"size": 1000}
    seen, dates, own = [], [], {str(event) for *_, event in rows}
    while True:
        answer = session.get(f"/api/v1/{place.tenant}/auditlogs/search", params=parameters)
        assert answer.ok, answer.text
        page = answer.json()
        records = [one["auditLog"] for one in page["results"]]
        seen += [record["id"] for record in records if record["id"] in own]
        dates += [record["date"] for record in records]
        if not page.get("nextCursor"):
            break
        parameters["cursor"] = page["nextCursor"]
    assert sorted(seen) == sorted(own), f"{len(rows)} records, {len(seen)} shown"
    instants = [datetime.fromisoformat(date) for date in dates]
    assert instants == sorted(instants, reverse=True)


@pytest.mark.long
def test_of_the_machine(clock, folder, start, load, audit, counts):
    """Database and gateway have the same clock, as on one machine."""
    cluster = Cluster(folder / "stepped", clock.variables)
    cluster.make()
    try:
        gateways = Gateways(folder, start, cluster, None, "stepped.key")
        server = gateways.start("stepped-gateway", through_proxy=False, variables=clock.variables, before=BEFORE)
        place = Place(server, cluster.url())
        short = place.made("/api/v1/me/api-tokens", {"name": "short", "maxAge": "PT1H"})["fullToken"]
        old = server.session()
        clock.step(2 * HOUR)
        counts.fault("clock stepped")
        # What has ended by the clock is over; what has no end goes on; what begins now is good.
        assert old.get("/api/v1/me").status_code == 401
        assert server.bearer(short).get("/api/v1/me").status_code == 401
        assert server.bearer(place.token).get("/api/v1/me").status_code == 200
        new = server.session()
        clock.step(0)
        counts.fault("clock stepped")
        assert new.get("/api/v1/me").status_code == 200, "a session of the future ends when the clock goes back"
        assert server.bearer(place.token).get("/api/v1/me").status_code == 200
        step_under_load(place, clock, load, audit, counts, STEPS + MORE_STEPS, may_refuse=1)
        assert server.stop() == 0
    finally:
        cluster.stop()


def test_of_the_gateway_alone(clock, external, gateways, load, audit, counts, long):
    server = gateways.start("fast-gateway", through_proxy=False, variables=clock.variables, before=BEFORE)
    place = Place.again(external, server)
    session = server.session()
    step_under_load(place, clock, load, audit, counts, STEPS + (MORE_STEPS if long else ()), may_refuse=0)
    assert session.get("/api/v1/me").status_code == 200
    assert server.stop() == 0
