"""kestrapy against flows: made, judged, searched, drawn, carried out and in, and ended."""

import io
import zipfile

import pytest
from kestrapy import IdWithNamespace, QueryFilter, QueryFilterField, QueryFilterOp
from sdk import TENANT, status, unique


def source(id: str, namespace: str, more: str = "", message: str = "hello") -> str:
    """A declaration that can be used."""
    return (
        f"id: {id}\nnamespace: {namespace}\n# Stays where it is.\ntasks:\n"
        f"  - id: greet\n    type: io.kestra.plugin.core.log.Log\n    message: {message}\n{more}"
    )


def call(id: str, namespace: str) -> str:
    """A task that runs another flow."""
    return f"  - id: call\n    type: io.kestra.plugin.core.flow.Subflow\n    namespace: {namespace}\n    flowId: {id}\n"


def where(field: QueryFilterField, operation: QueryFilterOp, value) -> list[QueryFilter]:
    """One condition of a search."""
    return [QueryFilter(var_field=field, operation=operation, value=value)]


@pytest.fixture
def namespace() -> str:
    """A namespace that no other test has."""
    return unique("ns")


@pytest.fixture
def flow(sdk, namespace):
    """A flow with a label."""
    return sdk.flows.create_flow(TENANT, source("greeting", namespace, "labels:\n  team: core\n"))


class TestOneFlow:
    def test_flow_is_read_as_it_was_made(self, sdk, flow, namespace):
        read = sdk.flows.flow(namespace, "greeting", TENANT, source=True)
        assert (read.id, read.namespace, read.revision, read.deleted, read.draft) == ("greeting", namespace, 1, False, False)
        assert read.source == source("greeting", namespace, "labels:\n  team: core\n")
        assert [(one.key, one.value) for one in read.labels] == [("team", "core")]
        assert [task.id for task in read.tasks] == ["greet"]
        assert sdk.flows.flow(namespace, "greeting", TENANT).source is None

    def test_identifier_is_taken_once(self, sdk, flow, namespace):
        with status(409, 422):
            sdk.flows.create_flow(TENANT, source("greeting", namespace))

    def test_update_makes_a_revision_if_anything_changes(self, sdk, flow, namespace):
        text = source("greeting", namespace, message="other")
        assert sdk.flows.update_flow(namespace, "greeting", TENANT, text).revision == 2
        assert sdk.flows.update_flow(namespace, "greeting", TENANT, text).revision == 2
        assert sdk.flows.flow(namespace, "greeting", TENANT, revision=1, source=True).source == flow.source
        with status(422):
            sdk.flows.update_flow(namespace, "greeting", TENANT, source("other", namespace))
        with status(404):
            sdk.flows.update_flow(namespace, "none", TENANT, source("none", namespace))

    def test_revisions_are_listed_and_deleted(self, sdk, flow, namespace):
        for message in ("b", "c"):
            sdk.flows.update_flow(namespace, "greeting", TENANT, source("greeting", namespace, message=message))
        revisions = sdk.flows.list_flow_revisions(namespace, "greeting", TENANT)
        assert [one.revision for one in revisions] == [1, 2, 3] and revisions[0].source == flow.source
        sdk.flows.delete_revisions(namespace, "greeting", TENANT, [1, 2])
        assert [one.revision for one in sdk.flows.list_flow_revisions(namespace, "greeting", TENANT)] == [3]
        with status(409, 422):
            sdk.flows.delete_revisions(namespace, "greeting", TENANT, [3])

    def test_deleted_flow_counts_on(self, sdk, flow, namespace):
        sdk.flows.delete_flow(namespace, "greeting", TENANT)
        with status(404):
            sdk.flows.flow(namespace, "greeting", TENANT)
        gone = sdk.flows.flow(namespace, "greeting", TENANT, source=True, allow_deleted=True)
        assert gone.deleted and gone.source == flow.source
        assert sdk.flows.create_flow(TENANT, flow.source).revision == 3

    def test_task(self, sdk, flow, namespace):
        task = sdk.flows.task_from_flow(namespace, "greeting", "greet", TENANT)
        assert (task.id, task.type) == ("greet", "io.kestra.plugin.core.log.Log")
        with status(404):
            sdk.flows.task_from_flow(namespace, "greeting", "none", TENANT)


class TestJudging:
    def test_documents_are_judged_one_by_one(self, sdk, namespace):
        bad = f"id: bad\nnamespace: {namespace}\ntasks:\n  - id: a\n    type: io.kestra.plugin.core.log.Lag\n"
        good, wrong = sdk.flows.validate_flows(TENANT, source("good", namespace) + "---\n" + bad)
        assert (good.index, good.flow, good.constraints) == (0, "good", None)
        assert (wrong.index, wrong.namespace) == (1, namespace) and "Lag" in wrong.constraints
        with status(422):
            sdk.flows.create_flow(TENANT, bad)

    def test_task_and_trigger(self, sdk):
        task = "id: a\ntype: io.kestra.plugin.core.log.Log\nmessage: x\n"
        for body, fault in ((task, None), (task.replace("message", "massage"), "massage")):
            verdict = sdk.flows.validate_task("TASKS", TENANT, body)
            assert verdict.constraints is None if fault is None else fault in verdict.constraints
        trigger = {"id": "t", "type": "io.kestra.plugin.core.trigger.Schedule", "cron": "0 6 * * *"}
        assert sdk.flows.validate_trigger(TENANT, trigger).constraints is None
        assert "cron" in sdk.flows.validate_trigger(TENANT, trigger | {"cron": "61 6 * * *"}).constraints

    def test_expressions_and_former_types(self, sdk, namespace):
        names = sdk.flows.expressions(TENANT, source("a", namespace, "inputs:\n  - id: day\n    type: DATE\n"))
        assert names["categories"]["inputs"] == ["inputs.day"]
        old = "  - id: old\n    type: io.kestra.core.tasks.log.Log\n    message: x\n"
        sdk.flows.create_flow(TENANT, source("former", namespace, old))
        [listed] = sdk.flows.list_deprecated(TENANT, namespace=namespace)
        assert listed["flowId"] == "former" and [one["taskId"] for one in listed["deprecatedTasks"]] == ["old"]


class TestSearching:
    def test_by_namespace_label_and_words(self, sdk, flow, namespace):
        sdk.flows.create_flow(TENANT, source("other", f"{namespace}.below"))
        prefix = where(QueryFilterField.NAMESPACE, QueryFilterOp.PREFIX, namespace)
        found = sdk.flows.search_flows(TENANT, page=1, size=10, sort=["id:asc"], filters=prefix)
        assert [one.id for one in found.results] == ["greeting", "other"] and found.total == 2
        labels = where(QueryFilterField.LABELS, QueryFilterOp.EQUALS, {"team": "core"})
        assert [one.id for one in sdk.flows.search_flows(TENANT, filters=prefix + labels).results] == ["greeting"]
        words = where(QueryFilterField.QUERY, QueryFilterOp.EQUALS, f"{namespace}.below")
        assert [one.id for one in sdk.flows.search_flows(TENANT, filters=words).results] == ["other"]
        assert [one.id for one in sdk.flows.list_flows_by_namespace(namespace, TENANT)] == ["greeting"]
        assert sdk.flows.list_distinct_namespaces(TENANT, q=namespace) == [namespace, f"{namespace}.below"]

    def test_by_text(self, sdk, namespace):
        needle = unique("needle")
        sdk.flows.create_flow(TENANT, source("hay", namespace, message=needle))
        found = sdk.flows.search_flows_by_source_code(TENANT, q=needle.upper(), namespace=namespace)
        [hit] = found.results
        assert (hit.id, hit.namespace, hit.editable) == ("hay", namespace, True)
        assert [(one.line, one.snippet) for one in hit.matches] == [(7, f"    message: {needle}")]


class TestMany:
    def test_out_of_use_and_into_use(self, sdk, flow, namespace):
        ids = [IdWithNamespace(id="greeting", namespace=namespace), IdWithNamespace(id="none", namespace=namespace)]
        assert sdk.flows.disable_flows_by_ids(TENANT, ids).count == 1
        assert sdk.flows.flow(namespace, "greeting", TENANT).disabled
        mine = where(QueryFilterField.NAMESPACE, QueryFilterOp.EQUALS, namespace)
        assert sdk.flows.enable_flows_by_query(TENANT, mine).count == 1
        assert sdk.flows.disable_flows_by_query(TENANT, mine).count == 1
        assert sdk.flows.enable_flows_by_ids(TENANT, ids).count == 1
        assert sdk.flows.flow(namespace, "greeting", TENANT).revision == 5

    def test_a_namespace_becomes_what_is_sent(self, sdk, flow, namespace):
        text = "---\n".join(source(id, namespace) for id in ("one", "two"))
        assert {one.id for one in sdk.flows.update_flows_in_namespace(namespace, TENANT, text)} == {"one", "two"}
        assert [one.id for one in sdk.flows.list_flows_by_namespace(namespace, TENANT)] == ["one", "two"]
        three = source("three", namespace)
        sdk.flows.bulk_update_flows(TENANT, delete=False, namespace=namespace, body=three)
        assert len(sdk.flows.list_flows_by_namespace(namespace, TENANT)) == 3
        mine = where(QueryFilterField.NAMESPACE, QueryFilterOp.EQUALS, namespace)
        assert sdk.flows.delete_flows_by_ids(TENANT, [IdWithNamespace(id="one", namespace=namespace)]).count == 1
        assert sdk.flows.delete_flows_by_query(TENANT, mine).count == 2

    def test_carried_from_tenant_to_tenant(self, sdk, root_sdk, umbra_admin, namespace):
        texts = {f"flow-{number}": source(f"flow-{number}", namespace, message=f"no {number}") for number in range(120)}
        sdk.flows.bulk_update_flows(TENANT, delete=False, body="---\n".join(texts.values()))
        mine = where(QueryFilterField.NAMESPACE, QueryFilterOp.EQUALS, namespace)
        archive = sdk.flows.export_flows_by_query(TENANT, mine)
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            assert files.testzip() is None
            assert {name: files.read(name).decode() for name in files.namelist()} == {
                f"{namespace}.{id}.yml": text for id, text in texts.items()
            }
        named = sdk.flows.export_flows_by_ids(TENANT, [IdWithNamespace(id="flow-7", namespace=namespace)])
        with zipfile.ZipFile(io.BytesIO(named)) as files:
            assert files.namelist() == [f"{namespace}.flow-7.yml"]
        assert root_sdk.flows.import_flows("acme", file_content=archive) == []
        assert sdk.flows.flow(namespace, "flow-7", TENANT).revision == 1
        answer = umbra_admin.http.get(f"/api/v1/umbra/flows/{namespace}/flow-7")
        assert answer.status_code == 404
        answer = umbra_admin.http.post("/api/v1/umbra/flows/import", files={"fileUpload": ("flows.zip", archive)})
        assert (answer.status_code, answer.json()) == (200, [])
        there = umbra_admin.http.get(f"/api/v1/umbra/flows/{namespace}/flow-7?source=true").json()
        assert there["source"] == texts["flow-7"]

    def test_text_of_several_documents(self, sdk, namespace):
        text = "---\n".join([source("one", namespace), "id: bad\n", source("two", namespace)])
        assert sdk.flows.import_flows(TENANT, file_content=text.encode()) == ["1"]
        assert len(sdk.flows.list_flows_by_namespace(namespace, TENANT)) == 2
        with status(422):
            sdk.flows.import_flows(TENANT, fail_on_error=True, file_content=text.encode())

    def test_archives_that_are_meant_to_do_harm(self, sdk, namespace):
        def packed(name: str, content: bytes) -> bytes:
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as files:
                files.writestr(name, content)
            return file.getvalue()

        for name, content in (("../a.yml", b"id: a"), ("/a.yml", b"id: a"), ("a.yml", b" " * (64 << 20))):
            with status(422):
                sdk.flows.import_flows(TENANT, file_content=packed(name, content))

    def test_lines(self, acme_admin, flow, namespace):
        answer = acme_admin.http.get(f"/api/v1/acme/flows/export/by-query/csv?filters[namespace][EQUALS]={namespace}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
        assert [line.split(",")[:3] for line in answer.text.splitlines()[1:]] == [[namespace, "greeting", "1"]]


class TestPictures:
    def test_graph_of_a_flow_and_of_a_text(self, sdk, flow, namespace):
        outer = source("outer", namespace, call("greeting", namespace))
        sdk.flows.create_flow(TENANT, outer)
        graph = sdk.flows.generate_flow_graph(namespace, "outer", TENANT)
        drawn = sdk.flows.generate_flow_graph(namespace, "outer", TENANT, subflows=["root.call"])
        assert {edge.source for edge in graph.edges} <= {node.uid for node in graph.nodes}
        assert len(drawn.nodes) > len(graph.nodes) and len(drawn.clusters) > len(graph.clusters)
        assert len(sdk.flows.generate_flow_graph_from_source(TENANT, outer).nodes) == len(graph.nodes)
        with status(404):
            sdk.flows.generate_flow_graph(namespace, "none", TENANT)

    def test_dependencies(self, sdk, flow, namespace):
        sdk.flows.create_flow(TENANT, source("middle", namespace, call("greeting", namespace)))
        sdk.flows.create_flow(TENANT, source("outer", namespace, call("middle", namespace)))

        def pairs(graph) -> set[tuple[str, str]]:
            names = {node.uid: node.id for node in graph.nodes}
            return {(names[edge.source], names[edge.target]) for edge in graph.edges}

        near = sdk.flows.flow_dependencies(namespace, "middle", TENANT)
        assert pairs(near) == {("outer", "middle"), ("middle", "greeting")}
        after = sdk.flows.flow_dependencies(namespace, "outer", TENANT, destination_only=True, expand_all=True)
        assert pairs(after) == {("outer", "middle"), ("middle", "greeting")}
        assert pairs(sdk.flows.flow_dependencies(namespace, "greeting", TENANT)) == {("middle", "greeting")}
        assert len(sdk.flows.flow_dependencies_from_namespace(namespace, TENANT).nodes) == 3


class TestReadOnly:
    def test_flow_that_only_programs_may_change(self, server, sdk, root, namespace):
        text = source("locked", namespace, "labels:\n  system.readOnly: true\n")
        sdk.flows.create_flow(TENANT, text)
        browser = server.session()
        path = f"/api/v1/acme/flows/{namespace}/locked"
        changed = text.replace("hello", "other")
        for method, target, body in (
            ("PUT", path, changed), ("DELETE", path, None),
            ("POST", "/api/v1/acme/flows/bulk?delete=false", changed),
            ("POST", f"/api/v1/acme/flows/disable/by-query?filters[namespace][EQUALS]={namespace}", None),
        ):
            answer = browser.request(method, target, data=body, headers={"Content-Type": "application/x-yaml"})
            assert answer.status_code == 403 and "system.readOnly" in answer.json()["message"], answer.text
        assert browser.get(path).json()["revision"] == 1
        assert sdk.flows.update_flow(namespace, "locked", TENANT, changed).revision == 2
        sdk.flows.delete_flow(namespace, "locked", TENANT)
