"""kestrapy against executions: made, waited for, read, searched, followed, ended, repeated and removed."""

import pytest
from kestrapy import (
    ExecutionControllerStateRequest, ExecutionRepositoryInterfaceFlowFilter, Label, QueryFilter, QueryFilterField,
    QueryFilterOp, StateType,
)
from reeve_process import eventually
from sdk import TENANT, status, unique

CORE = "io.kestra.plugin.core"
ENDED = {"SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED"}


def log(id: str, message: str) -> str:
    """A task that writes a line."""
    return f"  - id: {id}\n    type: {CORE}.log.Log\n    message: \"{message}\"\n"


def value(id: str, format: str) -> str:
    """A task that yields a value."""
    return f"  - id: {id}\n    type: {CORE}.debug.Return\n    format: \"{format}\"\n"


def pause(id: str = "wait") -> str:
    """A task that halts."""
    return f"  - id: {id}\n    type: {CORE}.flow.Pause\n"


def fail(id: str = "no") -> str:
    """A task that fails."""
    return f"  - id: {id}\n    type: {CORE}.execution.Fail\n"


@pytest.fixture
def namespace() -> str:
    """A namespace that no other test has."""
    return unique("ns")


@pytest.fixture
def deploy(sdk, namespace):
    """Makes a flow of tasks."""

    def deploy(id: str, tasks: str, more: str = "") -> str:
        sdk.flows.create_flow(TENANT, f"id: {id}\nnamespace: {namespace}\n{more}tasks:\n{tasks}")
        return id

    return deploy


@pytest.fixture
def awaited(sdk):
    """Waits until an execution is in one of some states."""

    def awaited(id: str, *states: str):
        def seen():
            execution = sdk.executions.execution(id, TENANT)
            return execution if execution.state.current in (states or ENDED) else None

        return eventually(seen, f"the execution {id} is in {states or ENDED}")

    return awaited


def where(field: QueryFilterField, operation: QueryFilterOp, wanted) -> list[QueryFilter]:
    """One condition of a search."""
    return [QueryFilter(var_field=field, operation=operation, value=wanted)]


class TestOneExecution:
    def test_is_answered_when_it_has_ended(self, sdk, deploy, namespace):
        inputs = "inputs:\n  - {id: name, type: STRING}\n  - {id: key, type: SECRET}\n"
        outputs = "outputs:\n  - {id: greeting, type: STRING, value: \"{{ outputs.say.value }}\"}\n"
        deploy("greets", value("say", "hello {{ inputs.name }}") + log("tell", "{{ outputs.say.value }}"), inputs + outputs)
        made = sdk.executions.create_execution(
            TENANT, namespace, "greets", wait=True, labels=["team:core"], inputs={"name": "ann", "key": "a-very-secret-key"}
        )
        assert made.state.current == "SUCCESS", made
        read = sdk.executions.execution(made.id, TENANT)
        assert (read.flow_id, read.flow_revision, read.deleted) == ("greets", 1, False)
        assert read.inputs == {"name": "ann", "key": "******"}
        assert read.additional_properties["outputs"] == {"greeting": "hello ann"}
        assert [run.task_id for run in read.task_run_list] == ["say", "tell"]
        assert all(run.state.current == "SUCCESS" and len(run.attempts) == 1 for run in read.task_run_list)
        assert [one.state for one in read.state.histories] == ["CREATED", "RUNNING", "SUCCESS"]
        assert read.state.duration.startswith("PT") and read.state.end_date >= read.state.start_date
        assert {one.key: one.value for one in read.labels}["team"] == "core"
        lines = sdk.logs.list_logs_from_execution(made.id, TENANT, task_id="tell")
        assert "hello ann" in [line.message for line in lines]
        assert "hello ann" in sdk.logs.download_logs_from_execution(made.id, TENANT)

    def test_outputs_of_tasks(self, sdk, deploy, namespace, acme_admin):
        deploy("yields", value("one", "1") + value("two", "{{ outputs.one.value }}2"))
        made = sdk.executions.create_execution(TENANT, namespace, "yields", wait=True)
        base = f"/api/v1/{TENANT}/outputs/{made.id}"
        listed = acme_admin.http.get(base).json()
        assert [one["taskId"] for one in listed] == ["one", "two"]
        assert acme_admin.http.get(f"{base}/{listed[1]['taskRunId']}").json() == {"value": "12"}

    def test_is_refused_what_does_not_fit(self, sdk, deploy, namespace):
        deploy("asks", log("tell", "x"), "inputs:\n  - {id: name, type: STRING}\n")
        with status(422):
            sdk.executions.create_execution(TENANT, namespace, "asks")
        with status(404):
            sdk.executions.create_execution(TENANT, namespace, "none")
        with status(422):
            sdk.executions.create_execution(TENANT, namespace, "asks", labels=["system.x:y"], inputs={"name": "x"})
        deploy("off", log("tell", "x"), "disabled: true\n")
        with status(409):
            sdk.executions.create_execution(TENANT, namespace, "off")
        with status(404):
            sdk.executions.execution("nobody", TENANT)

    def test_is_followed_to_its_end(self, sdk, deploy, namespace):
        deploy("proceeds", log("a", "x") + log("b", "y"))
        made = sdk.executions.create_execution(TENANT, namespace, "proceeds")
        states = [one.state.current for one in sdk.executions.follow_execution(made.id, TENANT)]
        assert states[-1] == "SUCCESS" and set(states) <= {"CREATED", "RUNNING", "SUCCESS"}

    def test_graph_and_flow(self, sdk, deploy, namespace):
        deploy("drawn", log("a", "x") + log("b", "y"))
        made = sdk.executions.create_execution(TENANT, namespace, "drawn", wait=True)
        graph = sdk.executions.execution_flow_graph(made.id, TENANT)
        assert {"root.a", "root.b"} <= {node.uid for node in graph.nodes}
        flow = sdk.executions.flow_from_execution_by_id(made.id, TENANT)
        assert [task.id for task in flow.tasks] == ["a", "b"]
        assert sdk.executions.flow_from_execution(TENANT, namespace, "drawn").id == "drawn"

    def test_expression(self, sdk, deploy, namespace):
        inputs = "inputs:\n  - {id: key, type: SECRET}\n"
        deploy("evaluates", value("one", "1"), inputs)
        made = sdk.executions.create_execution(TENANT, namespace, "evaluates", wait=True, inputs={"key": "sesame-open"})
        assert sdk.executions.eval_expression(made.id, TENANT, "{{ outputs.one.value }}!")["result"] == "1!"
        secret = sdk.executions.eval_expression(made.id, TENANT, "{{ inputs.key | upper }}")
        assert "sesame" not in str(secret).lower()
        assert "nothing" in sdk.executions.eval_expression(made.id, TENANT, "{{ nothing }}")["error"]


class TestCommands:
    def test_pause_and_resume(self, sdk, deploy, namespace, awaited):
        asks = pause() + "    onResume:\n      - {id: reason, type: STRING}\n"
        deploy("pauses", asks + value("after", "{{ outputs.wait.onResume.reason }}"))
        made = sdk.executions.create_execution(TENANT, namespace, "pauses")
        awaited(made.id, "PAUSED")
        with status(422):
            sdk.executions.resume_execution(made.id, TENANT)
        sdk.executions.resume_execution(made.id, TENANT, inputs={"reason": "because"})
        ended = awaited(made.id)
        assert ended.state.current == "SUCCESS"
        with status(409):
            sdk.executions.resume_execution(made.id, TENANT, inputs={"reason": "again"})

    def test_kill(self, sdk, deploy, namespace, awaited):
        deploy("stays", pause() + log("after", "x"))
        made = sdk.executions.create_execution(TENANT, namespace, "stays")
        awaited(made.id, "PAUSED")
        assert sdk.executions.kill_execution(made.id, TENANT).state.current in ("KILLING", "KILLED")
        assert awaited(made.id).state.current == "KILLED"
        with status(409):
            sdk.executions.kill_execution(made.id, TENANT)

    def test_restart_goes_on_where_it_failed(self, sdk, deploy, namespace, awaited):
        deploy("breaks", log("first", "x") + fail())
        made = sdk.executions.create_execution(TENANT, namespace, "breaks", wait=True)
        assert made.state.current == "FAILED"
        again = sdk.executions.restart_execution(made.id, TENANT)
        assert (again.id, again.state.current) == (made.id, "RESTARTED")

        def repeated():
            execution = sdk.executions.execution(made.id, TENANT)
            states = [one.state for one in execution.state.histories]
            return execution if states.count("FAILED") == 2 else None

        ended = eventually(repeated, "it has failed again")
        assert [len(run.attempts) for run in ended.task_run_list] == [1, 2]
        good = sdk.executions.create_execution(TENANT, namespace, deploy("works", log("a", "x")), wait=True)
        with status(409):
            sdk.executions.restart_execution(good.id, TENANT)

    def test_replay_makes_another(self, sdk, deploy, namespace, awaited):
        deploy("repeats", value("one", "1") + value("two", "{{ outputs.one.value }}2"))
        made = sdk.executions.create_execution(TENANT, namespace, "repeats", wait=True)
        whole = sdk.executions.replay_execution(made.id, TENANT)
        assert whole.id != made.id and whole.original_id == made.id and whole.state.current == "CREATED"
        assert awaited(whole.id).state.current == "SUCCESS"
        read = sdk.executions.execution(made.id, TENANT)
        part = sdk.executions.replay_execution(made.id, TENANT, task_run_id=read.task_run_list[1].id)
        assert part.state.current == "RESTARTED" and len(part.task_run_list) == 2
        assert awaited(part.id).state.current == "SUCCESS"

    def test_state_of_a_task_run_and_of_the_whole(self, sdk, deploy, namespace, awaited):
        deploy("breaks", fail() + log("after", "x"))
        made = sdk.executions.create_execution(TENANT, namespace, "breaks", wait=True)
        run = sdk.executions.execution(made.id, TENANT).task_run_list[0]
        request = ExecutionControllerStateRequest(task_run_id=run.id, state=StateType.SUCCESS)
        assert sdk.executions.update_task_run_state(made.id, TENANT, request).state.current == "RESTARTED"
        assert awaited(made.id, "SUCCESS").state.current == "SUCCESS"
        assert sdk.executions.update_execution_status(made.id, StateType.WARNING, TENANT).state.current == "WARNING"
        awaited(made.id, "WARNING")
        with status(409, 422):
            sdk.executions.update_execution_status(made.id, StateType.RUNNING, TENANT)

    def test_labels_and_removal(self, sdk, deploy, namespace, acme_admin):
        deploy("labelled", log("a", "x"))
        made = sdk.executions.create_execution(TENANT, namespace, "labelled", wait=True)
        labels = [Label(key="team", value="core")]
        sdk.executions.set_labels_on_terminated_execution(made.id, TENANT, labels)

        def labelled():
            return "team" in {one.key for one in sdk.executions.execution(made.id, TENANT).labels}

        eventually(labelled, "the label is there")
        with status(422):
            sdk.executions.set_labels_on_terminated_execution(made.id, TENANT, [Label(key="system.x", value="y")])
        sdk.executions.delete_execution(made.id, TENANT)
        path = f"/api/v1/{TENANT}/executions/{made.id}"
        eventually(lambda: acme_admin.http.get(path).status_code == 404, "it is gone")

    def test_many_at_once(self, sdk, deploy, namespace, awaited):
        deploy("stays", pause())
        ids = [sdk.executions.create_execution(TENANT, namespace, "stays").id for _ in range(3)]
        for id in ids:
            awaited(id, "PAUSED")
        with status(400):
            sdk.executions.resume_executions_by_ids(TENANT, [ids[0], "nobody"])
        assert sdk.executions.resume_executions_by_ids(TENANT, ids[:1])["totalItems"] == 1
        assert awaited(ids[0]).state.current == "SUCCESS"
        here = where(QueryFilterField.NAMESPACE, QueryFilterOp.EQUALS, namespace)
        assert sdk.executions.kill_executions_by_query(TENANT, filters=here)["totalItems"] == 2
        assert [awaited(id).state.current for id in ids[1:]] == ["KILLED", "KILLED"]
        assert sdk.executions.delete_executions_by_query(TENANT, filters=here)["count"] == 3


class TestSearching:
    def test_by_state_namespace_and_label(self, sdk, deploy, namespace):
        deploy("works", log("a", "x"))
        deploy("breaks", fail())
        good = sdk.executions.create_execution(TENANT, namespace, "works", wait=True, labels=["team:core"])
        bad = sdk.executions.create_execution(TENANT, namespace, "breaks", wait=True)
        here = where(QueryFilterField.NAMESPACE, QueryFilterOp.EQUALS, namespace)

        def found(*more):
            page = sdk.executions.search_executions(TENANT, size=10, sort=["state.startDate:asc"], filters=here + list(more))
            assert page["total"] == len(page["results"])
            return [one["id"] for one in page["results"]]

        assert found() == [good.id, bad.id]
        assert found(*where(QueryFilterField.STATE, QueryFilterOp.EQUALS, "FAILED")) == [bad.id]
        assert found(*where(QueryFilterField.LABELS, QueryFilterOp.EQUALS, {"team": "core"})) == [good.id]
        page = sdk.executions.search_executions_by_flow_id(TENANT, namespace, "works")
        assert [one["id"] for one in page["results"]] == [good.id] and "taskRunList" not in page["results"][0]
        flows = [ExecutionRepositoryInterfaceFlowFilter(namespace=namespace, id="breaks")]
        [latest] = sdk.executions.latest_executions(TENANT, flows)
        assert (latest.id, latest.status) == (bad.id, "FAILED")

    def test_logs(self, sdk, deploy, namespace):
        deploy("writes", log("a", "needle"))
        sdk.executions.create_execution(TENANT, namespace, "writes", wait=True)
        here = where(QueryFilterField.NAMESPACE, QueryFilterOp.EQUALS, namespace)
        found = sdk.logs.search_logs(TENANT, size=50, filters=here)
        assert "needle" in [line.message for line in found.results]
