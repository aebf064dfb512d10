"""The connection to the database is cut at each message of a change, in both directions, and its backend is ended."""

import threading
from dataclasses import dataclass, field

import pytest
from ledger import ACKNOWLEDGED, REFUSED, UNKNOWN, Entry
from load import Client
from proxy import TO_CLIENT, TO_SERVER, Frame, Link
from reeve_process import eventually

CHANGES = {
    "group create": Client.create_group,
    "secret put": Client.put_secret,
    "secret rotate": Client.rotate_secret,
    "SCIM user create": Client.create_user,
    "SCIM user patch": Client.patch_user,
}
LONG = ("secret rotate", "SCIM user patch")


@dataclass
class Cutter:
    """A rule that acts at the n-th message of a direction, once or on every connection."""

    direction: str
    at: int
    everywhere: bool = False
    act: object = None
    seen: dict[Link | None, int] = field(default_factory=dict)
    hits: list[str] = field(default_factory=list)
    ready: set[Link] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, link: Link, direction: str, frame: Frame) -> bool:
        with self.lock:
            # The messages by which a connection is made are not those of the change.
            if link not in self.ready:
                if not (frame.type in ("startup", "cancel") or direction == TO_CLIENT and frame.type in "RSKZN"):
                    self.ready.add(link)
                else:
                    return True
            if direction != self.direction or self.hits and not self.everywhere:
                return True
            key = link if self.everywhere else None
            self.seen[key] = self.seen.get(key, 0) + 1
            if self.seen[key] != self.at:
                return True
            self.hits.append(frame.type)
        if self.act:
            self.act(link)
            return True
        return False


class Recorder:
    """A rule that only counts."""

    def __init__(self):
        self.frames = {TO_SERVER: [], TO_CLIENT: []}

    def __call__(self, link: Link, direction: str, frame: Frame) -> bool:
        self.frames[direction].append(frame.type)
        return True


@pytest.fixture(
    params=[pytest.param(name, marks=[pytest.mark.long] if name in LONG else []) for name in CHANGES], ids=list(CHANGES)
)
def change(request):
    return CHANGES[request.param]


def prepare(client: Client, change) -> None:
    """Makes what the change needs, also after one whose fate is unknown, and a connection that knows its statements."""
    for make, kind in ((Client.put_secret, "secret"), (Client.create_user, "user")):
        while len(client.known[kind]) < 3:
            assert make(client).outcome == ACKNOWLEDGED
    for _ in range(2):
        assert change(client).outcome == ACKNOWLEDGED


def run(proxy, client: Client, change, rule) -> Entry:
    proxy.rule = rule
    try:
        return change(client)
    finally:
        proxy.rule = None


def messages(proxy, client: Client, change) -> dict[str, list[str]]:
    """The messages of an undisturbed change, by direction."""
    prepare(client, change)
    recorder = Recorder()
    assert run(proxy, client, change, recorder).outcome == ACKNOWLEDGED
    return recorder.frames


def test_cut_once(external, proxy, load, audit, counts, change):
    running = load(external, clients=1)
    client = running.clients[0]
    frames = messages(proxy, client, change)
    outcomes = []
    for direction in (TO_SERVER, TO_CLIENT):
        assert len(frames[direction]) > 8, f"a change of few messages: {frames}"
        for at in range(1, len(frames[direction]) + 1):
            prepare(client, change)
            cutter = Cutter(direction, at)
            entry = run(proxy, client, change, cutter)
            if cutter.hits:
                counts.fault(f"connection cut {direction}")
                outcomes.append(entry.outcome)
            assert entry.outcome != REFUSED, f"not tried again after a cut at message {at} {direction}: {entry.answer}"
            # The next one finds a connection that works.
            assert change(client).outcome == ACKNOWLEDGED
    client.disconnect()
    audit(running)
    # A cut before the commit is made good; only one in the commit leaves its fate open.
    assert outcomes.count(ACKNOWLEDGED) > outcomes.count(UNKNOWN) > 0


def test_cut_every_time(external, proxy, load, audit, counts, chance, change, long):
    running = load(external, clients=1)
    client = running.clients[0]
    frames = messages(proxy, client, change)
    for direction in (TO_SERVER, TO_CLIENT):
        places = range(1, len(frames[direction]) + 1)
        for at in places if long else sorted(chance.sample(places, 2)):
            prepare(client, change)
            cutter = Cutter(direction, at, everywhere=True)
            entry = run(proxy, client, change, cutter)
            counts.fault(f"connection cut {direction}, every time", len(cutter.hits))
            assert entry.outcome != ACKNOWLEDGED or len(cutter.hits) <= 1, entry
            assert eventually(lambda: change(client).outcome == ACKNOWLEDGED, "the service answers again", 10)
    client.disconnect()
    audit(running)


def test_backend_ended(external, proxy, load, audit, counts, change):
    running = load(external, clients=1)
    client = running.clients[0]
    frames = messages(proxy, client, change)[TO_SERVER]

    def end(link: Link) -> None:
        with external.sql() as connection:
            connection.execute("select pg_terminate_backend(%s)", [link.backend])
            connection.commit()
            eventually(
                lambda: connection.execute(
                    "select count(*) from pg_stat_activity where pid = %s", [link.backend]
                ).fetchone() == (0,) or connection.rollback(),
                "the backend is gone", 10,
            )

    for at in [number for number, type in enumerate(frames, 1) if type in "EQS"]:
        prepare(client, change)
        cutter = Cutter(TO_SERVER, at, act=end)
        entry = run(proxy, client, change, cutter)
        counts.fault("backend ended before a statement", len(cutter.hits))
        assert entry.outcome != REFUSED, entry
        assert change(client).outcome == ACKNOWLEDGED
    client.disconnect()
    audit(running)
