"""Users by SCIM: one read against pgbench that sends the same statements, made durably, and found among many by name."""

import random

import seeding
import statements
from harness import Figure, by_turns, descendants_seconds, median, paired, wrk
from stage import SCIM, Reeve, fresh

CONNECTIONS = 8


def user(name: str) -> dict:
    """A user as an identity provider makes it."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name, "externalId": name,
        "name": {"givenName": "Ann", "familyName": "Arbor"}, "displayName": "Ann Arbor", "active": True,
        "emails": [{"value": name, "type": "work", "primary": True}],
    }


def read(server: Reeve, account, stage):
    """An authenticated read of one user, and the same statements by pgbench."""
    made = server.call("POST", f"{account.scim}/Users", user("ann@acme.example"), account.provider, SCIM)
    path = f"{account.scim}/Users/{made['id']}"
    script = statements.of(server, lambda: server.call("GET", path, token=account.provider))
    headers = {"authorization": f"Bearer {account.provider}"}
    loads = []

    def ours() -> float:
        loads.append(wrk(server.url + path, connections=CONNECTIONS, seconds=stage.seconds(3), headers=headers, pid=server.pid))
        return loads[-1].rate

    def theirs() -> float:
        return statements.pgbench(
            server, script, connections=CONNECTIONS, seconds=stage.seconds(3), folder=server.folder
        )

    ours(), theirs()
    loads.clear()
    samples = by_turns(stage.rounds(5), ours, theirs)
    yield Figure(
        "users.read", median(paired(*samples)), "x pgbench, prepared",
        f"{median(samples[0]):,.0f}/s against {median(samples[1]):,.0f}/s of {len(script)} statements each; "
        f"p50 {median([load.p50 for load in loads]):.2f} ms, p99 {median([load.p99 for load in loads]):.2f} ms",
        paired(*samples),
    )
    yield Figure("users.read.cpu", median([load.cpu_each for load in loads]), "us a request", "of our process")


def create(server: Reeve, account, stage):
    """Users made one after the other by 8 connections, each answered when it is on disk."""
    loads, others = [], []
    for index in range(stage.rounds(5) + 1):
        before = descendants_seconds(server.pid)
        load = wrk(
            f"{server.url}{account.scim}/Users", connections=CONNECTIONS, seconds=stage.seconds(4), script="create_user.lua",
            arguments=[f"r{index}"], headers={"authorization": f"Bearer {account.provider}", "content-type": SCIM},
            pid=server.pid,
        )
        loads.append(load)
        others.append((descendants_seconds(server.pid) - before) / load.requests * 1e6)
    loads, others = loads[1:], others[1:]
    durable = server.sql("show fsync") + "/" + server.sql("show synchronous_commit")
    yield Figure(
        "users.create", median([load.rate for load in loads]), "users/s",
        f"8 connections, fsync/synchronous_commit {durable}; p50 {median([load.p50 for load in loads]):.2f} ms, "
        f"p99 {median([load.p99 for load in loads]):.2f} ms", [load.rate for load in loads],
    )
    yield Figure(
        "users.create.cpu", median([load.cpu_each for load in loads]) / 1000, "ms each", "of our process; "
        f"Postgres took {median(others) / 1000:.2f} ms", [load.cpu_each / 1000 for load in loads],
    )


def find(server: Reeve, account, stage):
    """One of many found by name: filter=userName eq, one match."""
    tenants, each = (3, 20_000) if stage.quick else (10, 100_000)
    seeding.users(server, account, each)
    for number in range(1, tenants):
        seeding.users_of_another_tenant(server, f"other{number}", each)
    server.sql("vacuum analyze")
    names = server.folder / "names"
    chosen = random.Random(1).sample(range(1, each + 1), 1000)
    names.write_text("".join(seeding.name(number) + "\n" for number in chosen))
    # One connection tells how long the lookup takes; more of them, how long one waits for a processor as well.
    for connections, figure in ((1, "users.find.p99"), (CONNECTIONS, f"users.find.p99.by{CONNECTIONS}")):
        loads = [
            wrk(
                f"{server.url}{account.scim}/Users", connections=connections, seconds=stage.seconds(4),
                script="find_user.lua", arguments=[str(names)],
                headers={"authorization": f"Bearer {account.provider}"}, pid=server.pid,
            )
            for _ in range(stage.rounds(5) + 1)
        ][1:]
        yield Figure(
            figure, median([load.p99 for load in loads]), "ms",
            f"userName eq among {each:,} users of the tenant and {each * tenants:,} in the table, {connections} "
            f"connections at {median([load.rate for load in loads]):,.0f}/s; "
            f"p50 {median([load.p50 for load in loads]):.2f} ms",
            [load.p99 for load in loads],
        )


def figures(stage):
    """The figures of users."""
    server = Reeve(fresh(stage.folder / "users"))
    try:
        account = server.set_up()
        yield from read(server, account, stage)
        yield from create(server, account, stage)
        yield from find(server, account, stage)
    finally:
        server.stop()
