"""Executions from the request to the last row: accepted durably, run by the worker of the same process, and how long one takes."""

import time

from harness import Figure, descendants_seconds, median, processor_seconds, wrk
from stage import Reeve, fresh

CONNECTIONS = 8
TWO_TASKS = """id: two
namespace: bench
tasks:
  - {id: first, type: io.kestra.plugin.core.debug.Return, format: "{{ execution.id }}"}
  - {id: second, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.first.value }}"}
"""
LOOP = """id: loop
namespace: bench
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    concurrencyLimit: 0
    values: "{{ range(1, %d) }}"
    tasks:
      - {id: one, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }}"}
"""


def deploy(server: Reeve, account, source: str) -> None:
    """Keeps a flow."""
    server.call("POST", f"/api/v1/{account.tenant}/flows", source, account.token, "application/x-yaml")


def ended(server: Reeve) -> int:
    """How many executions have ended."""
    return int(server.sql("select count(*) from execution where phase = 'ended'"))


def drained(server: Reeve) -> None:
    """Waits until no execution is under way."""
    end = time.monotonic() + 300
    while server.sql("select exists (select from execution where phase <> 'ended')") == "t":
        if time.monotonic() > end:
            raise RuntimeError("executions have not ended")
        time.sleep(0.02)


def burst(server: Reeve, account, stage):
    """Executions that are accepted by 8 connections for some seconds, until the last one has ended."""
    accepted, run, ours, theirs, each = [], [], [], [], []
    for _ in range(stage.rounds(5) + 1):
        before, cpu, others, began = ended(server), processor_seconds(server.pid), descendants_seconds(server.pid), time.monotonic()
        load = wrk(
            f"{server.url}/api/v1/{account.tenant}/executions/bench/two", connections=CONNECTIONS, seconds=stage.seconds(4),
            script="launch.lua", headers={"authorization": f"Bearer {account.token}"}, pid=server.pid,
        )
        drained(server)
        took, count = time.monotonic() - began, ended(server) - before
        accepted.append(load.rate)
        run.append(2 * count / took)
        each.append(load.p99)
        ours.append((processor_seconds(server.pid) - cpu) / count * 1000)
        theirs.append((descendants_seconds(server.pid) - others) / count * 1000)
    yield Figure(
        "executions.accept", median(accepted[1:]), "executions/s",
        f"8 connections, each on disk before it is answered, while they run; p99 {median(each[1:]):.1f} ms", accepted[1:],
    )
    yield Figure(
        "executions.run", median(run[1:]), "task runs/s",
        f"two tasks each, accepted and run to their ends; {median(ours[1:]):.2f} ms of our process and {median(theirs[1:]):.2f} ms of "
        "Postgres an execution", run[1:],
    )


def alone(server: Reeve, account, stage):
    """One execution at a time, answered at its end."""
    loads = [
        wrk(
            f"{server.url}/api/v1/{account.tenant}/executions/bench/two", connections=1, seconds=stage.seconds(3),
            script="launch.lua", arguments=["wait"], headers={"authorization": f"Bearer {account.token}"}, pid=server.pid,
        )
        for _ in range(stage.rounds(3) + 1)
    ][1:]
    yield Figure(
        "executions.wait", median([load.p50 for load in loads]), "ms",
        f"two tasks one after the other, from the request to the answer at the end; p99 {median([load.p99 for load in loads]):.1f} ms",
        [load.p50 for load in loads],
    )


def wide(server: Reeve, account, stage):
    """One execution of many task runs."""
    count = 2_000 if stage.quick else 10_000
    deploy(server, account, LOOP % count)
    rates = []
    for _ in range(stage.rounds(3)):
        began = time.monotonic()
        server.call("POST", f"/api/v1/{account.tenant}/executions/bench/loop", token=account.token)
        drained(server)
        rates.append(count / (time.monotonic() - began))
    yield Figure("executions.loop", median(rates), "task runs/s", f"a loop of {count:,} values, all at once", rates)


def figures(stage):
    """The figures of executions."""
    server = Reeve(fresh(stage.folder / "executions"))
    try:
        account = server.set_up()
        server.call("POST", f"/api/v1/{account.tenant}/namespaces", {"id": "bench"}, account.token)
        deploy(server, account, TWO_TASKS)
        yield from burst(server, account, stage)
        yield from alone(server, account, stage)
        yield from wide(server, account, stage)
    finally:
        server.stop()
