"""The server is killed and stopped while executions are under way: nothing that was accepted is lost or done twice."""

import threading
import time

from reeve_process import eventually

CORE = "io.kestra.plugin.core"
CHILD = f"""
id: child
namespace: load
inputs:
  - {{id: number, type: INT}}
outputs:
  - {{id: number, type: INT, value: "{{{{ outputs.t.value }}}}"}}
tasks:
  - {{id: t, type: {CORE}.debug.Return, format: "{{{{ inputs.number }}}}"}}
"""
PARENT = f"""
id: parent
namespace: load
inputs:
  - {{id: number, type: INT}}
tasks:
  - {{id: first, type: {CORE}.debug.Return, format: "{{{{ inputs.number }}}}"}}
  - id: each
    type: {CORE}.flow.ForEach
    values: ["a", "b", "c"]
    concurrencyLimit: 2
    tasks:
      - {{id: inner, type: {CORE}.debug.Return, format: "{{{{ taskrun.value }}}}"}}
  - {{id: nap, type: {CORE}.flow.Sleep, duration: PT0.3S}}
  - {{id: call, type: {CORE}.flow.Subflow, namespace: load, flowId: child, inputs: {{number: "{{{{ outputs.first.value }}}}"}}}}
  - {{id: last, type: {CORE}.debug.Return, format: "{{{{ outputs.call.outputs.number }}}}"}}
"""
# Nobody else can have the embedded database, so that nobody waits for the end of a lease.
BACK_WITHIN = 30


class Launches:
    """Clients that make executions, and remember those that the server said it had made."""

    def __init__(self, place, clients: int = 4):
        self.place = place
        self.accepted: list[str] = []
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.launch, args=(number,)) for number in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def launch(self, number: int) -> None:
        """Makes one execution after the other."""
        session = self.place.server.session()
        session.headers["authorization"] = f"Bearer {self.place.token}"
        while not self.stopping.is_set():
            try:
                answer = session.post(
                    f"{self.place.server.url}/api/v1/{self.place.tenant}/executions/load/parent",
                    files={"number": (None, str(number))}, timeout=10,
                )
            except OSError:
                self.stopping.wait(0.1)
                continue
            if answer.ok:
                self.accepted.append(answer.json()["id"])
            else:
                assert answer.status_code == 503, answer.text

    def more(self, count: int) -> None:
        """Waits for so many more that were accepted."""
        wanted = len(self.accepted) + count
        eventually(lambda: len(self.accepted) >= wanted, f"{count} executions are made")


def deploy(place) -> None:
    """Makes the flows, or finds them there."""
    for source in (CHILD, PARENT):
        answer = place.browser.post(
            f"/api/v1/{place.tenant}/flows", data=source, headers={"content-type": "application/x-yaml"}
        )
        assert answer.ok or answer.status_code == 422, answer.text


def check(place, accepted: list[str]) -> int:
    """Waits until all executions have ended; each has done each thing once. Tells how many attempts were done again."""
    def left() -> bool:
        with place.sql() as sql:
            return sql.execute("select count(*) from execution where phase <> 'ended'").fetchone()[0] == 0

    eventually(left, "all executions have ended", 120)
    place.browser.url = place.server.url
    for id in accepted:
        execution = place.browser.get(f"/api/v1/{place.tenant}/executions/{id}").json()
        assert execution["state"]["current"] == "SUCCESS", execution
    with place.sql() as sql:
        count = lambda query: sql.execute(query).fetchone()[0]
        assert count("select count(*) from execution where state <> 'SUCCESS'") == 0
        parents = count("select count(*) from execution where flow_id = 'parent'")
        assert parents >= len(accepted)
        # One execution that was asked for, for each that asks.
        assert count("select count(distinct parent_id) from execution where flow_id = 'child'") == parents
        assert count("select count(*) from execution where flow_id = 'child'") == parents
        # Each attempt but the last was lost with its worker, and none follows one that went well.
        assert count("select count(*) from task_run_attempt where state not in ('SUCCESS', 'RESUBMITTED')") == 0
        assert count(
            """
            select count(*) from (
              select from task_run_attempt where state = 'SUCCESS'
              group by tenant_id, execution_id, task_run having count(*) > 1
            ) twice
            """
        ) == 0
        assert count("select count(*) from execution_message") == 0
        return count("select count(*) from task_run_attempt where state = 'RESUBMITTED'")


def test_executions_survive_kills(start, counts, chance, long):
    from place import Place

    place = Place(start("executions"))
    deploy(place)
    accepted = []
    for _ in range(8 if long else 1):
        with Launches(place) as launches:
            launches.more(chance.randint(5, 25))
            place.server.kill()
            counts.fault("kill -9 of an executor")
        accepted += launches.accepted
        began = time.monotonic()
        place.server.start()
        with Launches(place, clients=1) as launches:
            launches.more(1)
        accepted += launches.accepted
        check(place, accepted)
        counts.returned("kill -9 of an executor", time.monotonic() - began)
        assert time.monotonic() - began < BACK_WITHIN * (3 if long else 1)


def test_executions_survive_stops(start, counts, chance, long):
    from place import Place

    place = Place(start("executions-stopped"))
    deploy(place)
    accepted = []
    for _ in range(4 if long else 1):
        with Launches(place) as launches:
            launches.more(chance.randint(5, 25))
            assert place.server.stop() == 0
            counts.fault("stop of an executor")
        accepted += launches.accepted
        began = time.monotonic()
        place.server.start()
        check(place, accepted)
        counts.returned("stop of an executor", time.monotonic() - began)
        # It handed its shards back, so that nobody waits for the end of its leases.
        assert time.monotonic() - began < BACK_WITHIN
