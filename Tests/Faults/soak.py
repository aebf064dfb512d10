#!/usr/bin/env python3
"""Many tenants on few database connections, under cancellations and errors: no answer may show a row of another tenant.

    .build/python/bin/python Tests/Faults/soak.py 1000000

The argument is how many requests are sent, 1,000,000 if it is left out. Fails if an answer showed what belongs to another
tenant, had a status that nothing explains, or was the answer to another request. FAULTS_SEED repeats the choices of a run.
"""

import asyncio
import json
import multiprocessing
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))

import psycopg
from place import embedded_database
from reeve_process import REEVE, ReeveProcess

TENANTS, CONNECTIONS = 50, 4
SETTINGS = f"""
limits: {{requests: 1000000, anonymous: 1000000}}
database: {{connections: {CONNECTIONS}}}
"""
SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
SCIM_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
SCIM_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SCIM_SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
CANARY = re.compile(rb"canary-(\d{3})-[0-9a-f]{8}")
IDENTIFIER = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A statement or a backend that was ended is told as this; nothing else may be.
BUSY = 503
# What an answer may take, with the database's backends ended again and again.
LONGEST = 90


@dataclass
class Tenant:
    """A tenant whose every row bears its canary, and who asks for it."""

    number: int
    canary: str
    admin: str = ""
    provider: str = ""
    scim: str = ""
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """What all processes know."""

    host: str
    port: int
    seed: str
    tenants: list[Tenant]

    def owners(self) -> dict[bytes, int]:
        """The tenant of every identifier; what another may ask for without getting it is left out."""
        return {
            one.encode(): tenant.number
            for tenant in self.tenants for name, one in tenant.ids.items() if name != "bait"
        }


@dataclass
class Ask:
    """A request and what may come of it."""

    kind: str
    tenant: Tenant
    method: str
    path: str
    body: dict | None = None
    scim: bool = False
    expected: tuple[int, ...] = (200,)
    # Whether the tenant's own canary stands in every answer of 200.
    shows: bool = True
    # Tenants whose names the request holds itself, and may be given back.
    named: tuple[int, ...] = ()
    then: Callable[[dict], None] | None = None
    request: str = ""

    def bytes(self, host: str, token: str | None = None) -> bytes:
        body = b"" if self.body is None else json.dumps(self.body).encode()
        token = token or (self.tenant.provider if self.scim else self.tenant.admin)
        kind = "scim+json" if self.scim else "json"
        head = (
            f"{self.method} {self.path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
            f"X-Request-Id: {self.request}\r\n"
        )
        if self.body is not None:
            head += f"Content-Type: application/{kind}\r\nContent-Length: {len(body)}\r\n"
        return head.encode() + b"\r\n" + body


@dataclass
class Report:
    """What was counted."""

    requests: int = 0
    answers: int = 0
    hung_up: int = 0
    broken_off: int = 0
    seen: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    faults: Counter = field(default_factory=Counter)
    seconds: float = 0

    def add(self, other: "Report") -> None:
        for name in ("requests", "answers", "hung_up", "broken_off"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("seen", "statuses", "faults"):
            getattr(self, name).update(getattr(other, name))
        self.foreign += other.foreign
        self.wrong += other.wrong

    @property
    def is_good(self) -> bool:
        """Whether nothing foreign was seen, though there was much to see."""
        return not self.foreign and not self.wrong and min(self.seen.values(), default=0) > 0

    def lines(self) -> list[str]:
        each = lambda counter: ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
        return [
            f"{self.requests} requests in {self.seconds:.0f} s, {self.requests / max(self.seconds, 0.001):.0f}/s; "
            f"{self.answers} answers checked, {self.hung_up} clients hung up, {self.broken_off} streams broken off",
            f"statuses: {each(self.statuses)}",
            f"faults: {each(self.faults)}",
            f"answers that showed the tenant's own rows: {each(self.seen)}",
            f"foreign rows: {len(self.foreign)}, unexplained answers: {len(self.wrong)}",
            *self.foreign[:20], *self.wrong[:20],
        ]


def foreign(body: bytes, tenant: int, owners: dict[bytes, int], named: tuple[int, ...] = ()) -> list[str]:
    """What in an answer belongs to another tenant."""
    marks = [
        mark[0].decode() for mark in CANARY.finditer(body)
        if int(mark[1]) != tenant and int(mark[1]) not in named
    ]
    return marks + [
        one.decode() for one in IDENTIFIER.findall(body) if owners.get(one, tenant) != tenant
    ]


# MARK: What is asked


class Asker:
    """Chooses requests by chance."""

    def __init__(self, world: World, name: str):
        self.world = world
        self.name = name
        self.random = random.Random(f"{world.seed} {name}")
        self.count = 0
        # Groups and users made here, by tenant.
        self.groups: dict[int, list[str]] = {tenant.number: [] for tenant in world.tenants}
        self.users: dict[int, list[str]] = {tenant.number: [] for tenant in world.tenants}
        self.choices = [(self.read, 76), (self.change, 14), (self.err, 10)]

    def next(self) -> Ask:
        tenant = self.random.choice(self.world.tenants)
        [choose] = self.random.choices([one for one, _ in self.choices], [weight for _, weight in self.choices])
        ask = choose(tenant)
        self.count += 1
        ask.request = f"{self.name}-{self.count}"
        return ask

    def read(self, t: Tenant) -> Ask:
        base, ids = f"/api/v1/{t.canary}", t.ids
        paths = [
            ("groups", f"{base}/groups/search?size=20"), ("groups", f"{base}/groups/search?filters[q][CONTAINS]=canary"),
            ("groups", f"{base}/groups/{ids['group']}"), ("roles", f"{base}/roles/search?size=50&sort=name:asc"),
            ("roles", f"{base}/roles/{ids['role']}"), ("bindings", f"{base}/bindings/search?size=20"),
            ("bindings", f"{base}/bindings/{ids['binding']}"), ("service accounts", f"{base}/service-accounts?size=20"),
            ("service accounts", f"{base}/service-accounts/{ids['account']}"),
            ("namespaces", f"{base}/namespaces/search?size=20"), ("namespaces", f"{base}/namespaces/{t.canary}"),
            ("secrets", f"{base}/secrets?size=20"), ("secrets", f"{base}/namespaces/{t.canary}/secrets?size=20"),
            ("secrets", f"{base}/secrets?filters[q][CONTAINS]=canary"),
            ("members", f"{base}/groups/{ids['provisioned']}/members"),
            ("tenant access", f"{base}/tenant-access?size=20"),
            ("audit records", f"{base}/auditlogs/search?size=10"), ("audit records", f"{base}/auditlogs/history/{ids['role']}"),
            ("audit records", f"{base}/auditlogs/search?filters[resources][IN]=GROUP&size=10"),
            ("audit export", f"{base}/auditlogs/export?id={ids['role']}"),
        ]
        scim = [
            ("SCIM users", f"{t.scim}/Users?count=10"), ("SCIM users", f"{t.scim}/Users/{ids['user']}"),
            ("SCIM users", f"{t.scim}/Users?filter=userName%20co%20%22canary%22&count=5"),
            ("SCIM groups", f"{t.scim}/Groups?count=10"), ("SCIM groups", f"{t.scim}/Groups/{ids['provisioned']}"),
        ]
        posts = [
            ("groups", f"{base}/groups/ids", {"ids": [ids["group"], self.other(t).ids["bait"]]}, False),
            ("groups", f"{base}/groups/autocomplete", {"q": "canary"}, False),
            ("roles", f"{base}/roles/autocomplete", {"q": "canary"}, False),
            ("namespaces", f"{base}/namespaces/autocomplete", {"q": "canary"}, False),
            ("SCIM users", f"{t.scim}/Users/.search",
             {"schemas": [SCIM_SEARCH], "filter": 'userName co "canary"', "count": 5}, True),
        ]
        at = self.random.randrange(len(paths) + len(scim) + len(posts))
        if at < len(paths):
            return Ask(paths[at][0], t, "GET", paths[at][1])
        at -= len(paths)
        if at < len(scim):
            return Ask(scim[at][0], t, "GET", scim[at][1], scim=True)
        kind, path, body, is_scim = posts[at - len(scim)]
        return Ask(kind, t, "POST", path, body, is_scim)

    def change(self, t: Tenant) -> Ask:
        base, number = f"/api/v1/{t.canary}", t.number
        name = f"{t.canary}-{self.name}-{self.count}"
        makers = [
            lambda: Ask("group changed", t, "PUT", f"{base}/groups/{t.ids['group']}",
                        {"name": f"{t.canary}-group", "description": name}),
            lambda: Ask("secret changed", t, "PUT", f"{base}/namespaces/{t.canary}/secrets",
                        {"key": f"{t.canary}-key", "value": name, "description": name}, shows=False),
            lambda: Ask("SCIM user changed", t, "PATCH", f"{t.scim}/Users/{t.ids['user']}", {
                "schemas": [SCIM_PATCH], "Operations": [{"op": "replace", "path": "title", "value": name}],
            }, scim=True),
        ]
        if len(self.groups[number]) < 3:
            makers.append(lambda: Ask(
                "group made", t, "POST", f"{base}/groups", {"name": name, "description": name},
                then=lambda answer: self.groups[number].append(answer["id"]),
            ))
        else:
            # Its own attempt may have been the one whose answer was not read.
            makers.append(lambda: Ask(
                "group deleted", t, "DELETE", f"{base}/groups/{self.groups[number].pop()}",
                expected=(200, 204, 404), shows=False,
            ))
        if len(self.users[number]) < 3:
            makers.append(lambda: Ask(
                "SCIM user made", t, "POST", f"{t.scim}/Users",
                {"schemas": [SCIM_USER], "userName": f"{name}@soak.test"}, scim=True, expected=(201,),
                then=lambda answer: self.users[number].append(answer["id"]),
            ))
        else:
            makers.append(lambda: Ask(
                "SCIM user removed", t, "DELETE", f"{t.scim}/Users/{self.users[number].pop()}",
                scim=True, expected=(204, 404), shows=False,
            ))
        return self.random.choice(makers)()

    def err(self, t: Tenant) -> Ask:
        """What is refused: 404, 409, 422, and another tenant's things, whole or in part."""
        base, other = f"/api/v1/{t.canary}", self.other(t)
        return self.random.choice([
            Ask("of another tenant", t, "GET", f"{base}/groups/{other.ids['bait']}", expected=(404,), shows=False),
            Ask("of another tenant", t, "DELETE", f"{base}/groups/{other.ids['bait']}", expected=(404,), shows=False),
            Ask("of another tenant", t, "GET", f"{t.scim}/Groups/{other.ids['bait']}", scim=True, expected=(404,), shows=False),
            Ask("in another tenant", t, "GET", f"/api/v1/{other.canary}/groups/search", expected=(401, 404), shows=False,
                named=(other.number,)),
            Ask("search for another's", t, "GET", f"{base}/groups/search?filters[q][CONTAINS]={other.canary}", shows=False,
                named=()),
            Ask("made twice", t, "POST", f"{base}/groups", {"name": f"{t.canary}-group"}, expected=(409, 422), shows=False),
            Ask("made twice", t, "POST", f"{t.scim}/Users", {"schemas": [SCIM_USER], "userName": f"{t.canary}@soak.test"},
                scim=True, expected=(409,), shows=False),
            Ask("malformed", t, "POST", f"{base}/groups", {"name": 7}, expected=(422,), shows=False),
            Ask("malformed", t, "GET", f"{base}/groups/search?filters[nmae][EQUALS]=x", expected=(422,), shows=False),
            Ask("nowhere", t, "GET", f"{base}/nothing", expected=(404,), shows=False),
        ])

    def other(self, t: Tenant) -> Tenant:
        """The tenant whose bait this one asks for: always the same, so that only its name may come back in the log."""
        return self.world.tenants[(t.number + 1) % len(self.world.tenants)]


# MARK: Asking


class Wire:
    """A connection that carries requests of all tenants, several at once."""

    def __init__(self, world: World):
        self.world = world
        self.host = f"{world.host}:{world.port}"
        self.writer: asyncio.StreamWriter | None = None

    async def send(self, data: bytes) -> None:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.world.host, self.world.port, limit=1 << 22)
        self.writer.write(data)

    async def answer(self) -> tuple[int, bytes, bytes]:
        """Status, head and body of the next answer."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        lowered = head.lower()
        body = b""
        if b"\r\ntransfer-encoding: chunked" in lowered:
            while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readexactly(2)
        elif found := re.search(rb"\r\ncontent-length: (\d+)", lowered):
            body = await self.reader.readexactly(int(found[1]))
        if b"\r\nconnection: close" in lowered:
            self.hang_up()
        return int(head[9:12]), lowered, body

    def hang_up(self) -> None:
        """Closes at once, whatever is still to come."""
        if self.writer is not None:
            self.writer.transport.abort()
            self.writer = None

    async def ask(self, ask: Ask, token: str | None = None) -> dict:
        """One request of the preparations, and its answer; again while the service is busy."""
        await self.send(ask.bytes(self.host, token))
        status, _, body = await asyncio.wait_for(self.answer(), LONGEST)
        assert status in (200, 201, 204), f"{ask.method} {ask.path}: {status} {body.decode(errors='replace')}"
        return json.loads(body) if body else {}


class Worker:
    """Clients of one process."""

    def __init__(self, world: World, name: str):
        self.world = world
        self.asker = Asker(world, name)
        self.owners = world.owners()
        self.report = Report()

    async def run(self, requests: int, clients: int, seconds: float) -> Report:
        self.left = requests
        self.end = time.monotonic() + seconds
        await asyncio.gather(*(self.client() for _ in range(clients)))
        return self.report

    async def client(self) -> None:
        wire, chance = Wire(self.world), self.asker.random
        while self.left > 0 and time.monotonic() < self.end:
            asks = [self.asker.next() for _ in range(min(self.left, chance.choice((1, 1, 2, 4))))]
            self.left -= len(asks)
            self.report.requests += len(asks)
            # After how many answers the client goes away, if it does.
            patience = chance.randrange(len(asks)) if chance.random() < 0.03 else None
            ask = asks[0]
            try:
                await wire.send(b"".join(ask.bytes(wire.host) for ask in asks))
                for number, ask in enumerate(asks):
                    if number == patience:
                        # Some of the work is under way by then, now and then.
                        await asyncio.sleep(chance.choice((0, 0, 0.001, 0.005)))
                        wire.hang_up()
                        self.report.hung_up += 1
                        break
                    self.check(ask, *await asyncio.wait_for(wire.answer(), LONGEST))
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                wire.hang_up()
                # A fault in the middle of what is streamed can only be told by breaking off.
                if ask.kind == "audit export" and isinstance(error, asyncio.IncompleteReadError):
                    self.report.broken_off += 1
                else:
                    self.report.wrong.append(f"no answer to {ask.method} {ask.path}: {type(error).__name__} {error}")
        wire.hang_up()

    def check(self, ask: Ask, status: int, head: bytes, body: bytes) -> None:
        report, tenant = self.report, ask.tenant
        report.answers += 1
        report.statuses[status] += 1
        what = f"{ask.method} {ask.path} of {tenant.canary}: {status}"
        # The head counts as well: locations and cookies stand there.
        report.foreign += [f"{what} shows {one}" for one in foreign(head + body, tenant.number, self.owners, ask.named)]
        if f"\r\nx-request-id: {ask.request}\r\n".encode() not in head:
            report.foreign.append(f"{what} answers another request: {head.decode(errors='replace')}")
        if status == BUSY:
            return
        if status not in ask.expected:
            report.wrong.append(f"{what} {body[:300].decode(errors='replace')}")
            return
        if ask.shows:
            if tenant.canary.encode() not in body:
                report.wrong.append(f"{what} does not show the tenant's own: {body[:300].decode(errors='replace')}")
            report.seen[ask.kind] += 1
        if ask.then:
            answer = json.loads(body)
            self.owners[answer["id"].encode()] = tenant.number
            ask.then(answer)


def work(world: World, name: str, requests: int, clients: int, seconds: float) -> Report:
    """One process's share."""
    return asyncio.run(Worker(world, name).run(requests, clients, seconds))


# MARK: Preparing


async def prepare(world: World, root: str) -> None:
    """Makes the tenants and, in each, one of every kind of thing."""
    room = asyncio.Semaphore(8)

    async def fill(t: Tenant) -> None:
        async with room:
            wire = Wire(world)
            base = f"/api/v1/{t.canary}"

            async def made(path: str, body: dict | None, method: str = "POST", token: str | None = None, scim: bool = False):
                return await wire.ask(Ask("", t, method, path, body, scim, request="prepare"), token)

            await made("/api/v1/tenants", {"id": t.canary, "name": t.canary}, token=root)
            roles = (await made(f"{base}/roles/search?size=100", None, "GET", root))["results"]
            [admin] = [role["id"] for role in roles if role["name"] == "Admin"]
            account = (await made(f"{base}/service-accounts", {"name": f"{t.canary}-robot", "groups": []}, token=root))["id"]
            await made(f"{base}/bindings", {"type": "USER", "externalId": account, "roleId": admin}, token=root)
            t.admin = (await made(f"{base}/service-accounts/{account}/api-tokens", {"name": "soak"}, token=root))["fullToken"]
            entry = await made(
                f"{base}/security-integrations", {"name": t.canary, "description": t.canary, "type": "SCIM"}, token=root
            )
            t.provider, t.scim = entry["secretToken"], f"{base}/integrations/{entry['id']}/scim/v2"
            named = {"name": f"{t.canary}-group", "description": t.canary}
            group = (await made(f"{base}/groups", named))["id"]
            bait = (await made(f"{base}/groups", {"name": f"{t.canary}-bait", "description": t.canary}))["id"]
            role = (await made(f"{base}/roles", {"name": f"{t.canary}-role", "permissions": {"FLOW": ["VIEW"]}}))["id"]
            await made(f"{base}/namespaces", {"id": t.canary, "description": t.canary})
            binding = (await made(
                f"{base}/bindings",
                {"type": "GROUP", "externalId": group, "roleId": role, "namespaceId": t.canary},
            ))["id"]
            secret = {"key": f"{t.canary}-key", "value": t.canary, "description": t.canary}
            await made(f"{base}/namespaces/{t.canary}/secrets", secret, "PUT")
            user = {"schemas": [SCIM_USER], "userName": f"{t.canary}@soak.test", "displayName": t.canary}
            user = (await made(f"{t.scim}/Users", user, scim=True))["id"]
            team = {"schemas": [SCIM_GROUP], "displayName": f"{t.canary}-team", "members": [{"value": user}]}
            team = (await made(f"{t.scim}/Groups", team, scim=True))["id"]
            t.ids = {
                "group": group, "bait": bait, "role": role, "binding": binding, "account": account, "user": user,
                "provisioned": team, "integration": entry["id"],
            }
            wire.hang_up()

    await asyncio.gather(*(fill(tenant) for tenant in world.tenants))
    # The control: what crosses tenants is seen by the check that must see nothing afterwards.
    wire = Wire(world)
    crossing = await wire.ask(Ask("", world.tenants[0], "GET", "/api/v1/auditlogs/search?size=100", request="control"), root)
    wire.hang_up()
    found = foreign(json.dumps(crossing).encode(), 0, world.owners())
    assert any(one.startswith("canary") for one in found) and any(not one.startswith("canary") for one in found), found


# MARK: Faults


class Saboteur:
    """Ends statements and backends of the service, as the superuser."""

    def __init__(self, database: str, seed: str):
        self.database = database
        self.random = random.Random(f"{seed} saboteur")
        self.counts: Counter = Counter()
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self) -> "Saboteur":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stopping.set()
        self.thread.join(LONGEST)

    def work(self) -> None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            while not self.stopping.wait(self.random.uniform(0.02, 0.4)):
                verb = self.random.choice(("pg_cancel_backend", "pg_cancel_backend", "pg_terminate_backend"))
                # One that is at work if there is one.
                done = connection.execute(
                    f"select {verb}(pid) from pg_stat_activity where usename = 'reeve_app' "
                    "order by state <> 'idle' desc nulls last, random() limit 1"
                ).fetchone()
                if done == (True,):
                    self.counts[verb] += 1


def soak(
    server: ReeveProcess, root: str, requests: int, seed: str, processes: int = 2, clients: int = 12,
    tenants: int = TENANTS,
) -> Report:
    """Prepares tenants, asks, and reports."""
    host, port = server.url.split("//")[1].split(":")
    chance = random.Random(f"{seed} canaries")
    world = World(
        host, int(port), seed,
        [Tenant(number, f"canary-{number:03}-{chance.getrandbits(32):08x}") for number in range(tenants)],
    )
    asyncio.run(prepare(world, root))
    report = Report()
    began = time.monotonic()
    # Slower than ten a second is no soak.
    limit = requests / 10 + 120
    with Saboteur(embedded_database(server), seed) as saboteur:
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
            shares = [requests * (at + 1) // processes - requests * at // processes for at in range(processes)]
            running = [
                pool.submit(work, world, f"p{at}", share, clients, limit) for at, share in enumerate(shares)
            ]
            for part in running:
                report.add(part.result(limit + LONGEST * 2))
    report.seconds = time.monotonic() - began
    report.faults = saboteur.counts
    return report


def root_token(server: ReeveProcess) -> str:
    """A token of the one who manages the instance."""
    answer = server.session().post("/api/v1/me/api-tokens", json={"name": "soak"})
    assert answer.ok, answer.text
    return answer.json()["fullToken"]


def started(folder: Path) -> Iterator[ReeveProcess]:
    """A server with few database connections, set up; it must stop well."""
    folder.chmod(0o755)
    (folder / "reeve.yaml").write_text(SETTINGS)
    server = ReeveProcess(folder, "--config", str(folder / "reeve.yaml"))
    try:
        server.set_up()
        yield server
    finally:
        code = server.stop()
    assert code == 0, f"the server ended with {code}"


def main() -> None:
    requests = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    if not REEVE.is_file():
        sys.exit(f"{REEVE} is not there: build it, or name one in REEVE")
    seed = os.environ.get("FAULTS_SEED") or f"{random.SystemRandom().getrandbits(32):08x}"
    print(f"soak of {requests} requests, {TENANTS} tenants on {CONNECTIONS} connections, seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="reeve-soak-"))
    try:
        for server in started(folder):
            report = soak(server, root_token(server), requests, seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(report.lines()))
    sys.exit(0 if report.is_good and report.requests == requests else 1)


if __name__ == "__main__":
    main()
