"""One tenant's administrator and another's things: to them they do not exist."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from reeve_process import ROOT, eventually
from sdk import unique

SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
SCIM_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
SCIM_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SCIM_SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
SCIM = "/api/v1/{tenant}/integrations/{integration}/scim/v2"


@pytest.fixture(scope="module")
def described():
    """Every operation of the server, as (method, path): each says its own route."""
    found = set()
    for source in (ROOT / "Sources" / "Gateway").rglob("*.swift"):
        found |= set(re.findall(r'static let route: Route = "([A-Z]+) (/[^"]*)"', source.read_text()))
    assert len(found) > 100
    return sorted(found)


def flow_of(id: str, namespace: str, task: str = "a", message: str = "mine") -> dict:
    """A flow; JSON is YAML."""
    log = {"id": task, "type": "io.kestra.plugin.core.log.Log", "message": message}
    return {"id": id, "namespace": namespace, "tasks": [log]}


class Things:
    """Identifiers of what a tenant has, by the words and names that paths have for them."""

    def __init__(self, server, root, admin, tenant: str):
        self.root, self.admin, self.tenant = root.http, admin.http, tenant
        made = self.made("security-integrations", {"name": unique("idp"), "description": "", "type": "SCIM"})
        self.integration = made["id"]
        self.provider = server.bearer(made["secretToken"])
        self.scim = SCIM.replace("{tenant}", tenant).replace("{integration}", self.integration)
        self.renew()

    def asker(self, path: str):
        """Who may ask for a path: the administrator, the identity provider, or the instance's manager."""
        if "/scim/" in path:
            return self.provider
        return self.root if "security-integrations" in path else self.admin

    def made(self, path: str, body: dict) -> dict:
        answer = self.asker(path).post(f"/api/v1/{self.tenant}/{path}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def provisioned(self, kind: str, body: dict) -> str:
        answer = self.provider.post(f"{self.scim}/{kind}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def renew(self) -> None:
        """Makes all of it anew, but for the integration: the control deletes."""
        group = self.made("groups", {"name": unique("group")})["id"]
        role = self.made("roles", {"name": unique("role"), "permissions": {"FLOW": ["VIEW"]}})["id"]
        namespace = self.made("namespaces", {"id": unique("ns")})["id"]
        account = self.made("service-accounts", {"name": unique("robot"), "groups": []})["id"]
        binding = self.made("bindings", {"type": "GROUP", "externalId": group, "roleId": role})["id"]
        token = self.made(f"service-accounts/{account}/api-tokens", {"name": "ci"})["id"]
        spare = self.made("security-integrations", {"name": unique("spare"), "description": "", "type": "SCIM"})["id"]
        secret = {"key": unique("KEY"), "value": "a-very-secret-value"}
        # A namespace of its own: one that holds flows cannot be deleted.
        flow, flows, task = unique("flow"), unique("flows"), unique("task")
        for message in ("one", "two"):
            self.saved_flow(flow, flows, task, message)
        execution, run = self.executed(flow, flows)
        base = f"/api/v1/{self.tenant}"
        assert self.admin.put(f"{base}/namespaces/{namespace}/secrets", json=secret).status_code == 200
        member = self.provisioned("Users", {"schemas": [SCIM_USER], "userName": f"{unique('ann')}@{self.tenant}.example"})
        provisioned = self.provisioned("Groups", {"schemas": [SCIM_GROUP], "displayName": unique("team")})
        users = self.admin.get(f"{base}/tenant-access", params={"size": 1000}).json()["results"]
        [user] = [one["id"] for one in users if one["username"] == self.name_of(member)]
        assert self.admin.put(f"{base}/groups/{group}/members/{user}").status_code == 200
        [record, *_] = self.admin.get(f"{base}/auditlogs/history/{role}").json()
        self.ids = {
            "groups/{id}": group, "roles/{id}": role, "namespaces/{id}": namespace, "namespaces/{namespace}": namespace,
            "service-accounts/{id}": account, "bindings/{id}": binding, "api-tokens/{tokenId}": token,
            "security-integrations/{id}": spare, "secrets/{key}": secret["key"], "Users/{id}": member,
            "Groups/{id}": provisioned, "tenant-access/{userId}": user, "users/{id}": user,
            "members/{userId}": user, "membership/{userId}": user, "integrations/{integration}": self.integration,
            "history/{detailId}": group, "auditlogs/{id}": record["id"],
            "executions/{namespace}": flows, "flows/{namespace}": flows, "{namespace}/{id}": flow, "tasks/{taskId}": task,
            "{namespace}/{flowId}": flow, "executions/{executionId}": execution, "logs/{executionId}": execution,
            "outputs/{executionId}": execution, "{executionId}/{taskRunId}": run, "eval/{taskRunId}": run,
        }

    def saved_flow(self, id: str, namespace: str, task: str, message: str) -> None:
        path = f"/api/v1/{self.tenant}/flows"
        answer = self.admin.post(path, json=flow_of(id, namespace, task, message))
        if answer.status_code == 409:
            answer = self.admin.put(f"{path}/{namespace}/{id}", json=flow_of(id, namespace, task, message))
        assert answer.status_code == 200, answer.text

    def executed(self, flow: str, namespace: str) -> tuple[str, str]:
        """An execution that has failed, and its task run."""
        path = f"/api/v1/{self.tenant}/executions"
        made = self.admin.post(f"{path}/{namespace}/{flow}", params={"wait": "true"})
        assert made.status_code == 200 and made.json()["state"]["current"] == "SUCCESS", made.text
        return made.json()["id"], made.json()["taskRunList"][0]["id"]

    def held(self, wanted: str, task: dict) -> str:
        """An execution that stays in a state."""
        flow, namespace = unique("held"), unique("held")
        declared = {"id": flow, "namespace": namespace, "tasks": [{"id": "a"} | task]}
        if wanted == "QUEUED":
            declared["concurrency"] = {"limit": 1, "behavior": "QUEUE"}
        answer = self.admin.post(f"/api/v1/{self.tenant}/flows", json=declared)
        assert answer.status_code == 200, answer.text
        path = f"/api/v1/{self.tenant}/executions"
        query = {"breakpoints": "a"} if wanted == "BREAKPOINT" else {}
        for _ in range(2 if wanted == "QUEUED" else 1):
            made = self.admin.post(f"{path}/{namespace}/{flow}", params=query)
            assert made.status_code == 200, made.text
            id = made.json()["id"]

            def settled():
                state = self.admin.get(f"{path}/{id}").json()["state"]["current"]
                return state if state not in ("CREATED", "RUNNING") or wanted == state else None

            state = eventually(settled, f"the execution is {wanted}")
        assert state == wanted, state
        return id

    def name_of(self, member: str) -> str:
        return self.provider.get(f"{self.scim}/Users/{member}").json()["userName"]


@pytest.fixture(scope="module")
def mine(server, root, acme_admin, tenants) -> Things:
    """What `acme` has, whose administrator asks."""
    return Things(server, root, acme_admin, "acme")


@pytest.fixture(scope="module")
def theirs(server, root, umbra_admin, tenants) -> Things:
    """What `umbra` has, which is asked for."""
    return Things(server, root, umbra_admin, "umbra")


def filled(path: str, tenant: str, ids: Callable[[str], str]) -> str:
    """A path whose parameters have values: what `ids` gives for the word before and the parameter, as `groups/{id}`."""
    parts = path.split("/")
    for index, part in enumerate(path.split("/")):
        if part == "{tenant}":
            parts[index] = tenant
        elif part.startswith("{"):
            parts[index] = ids(f"{path.split('/')[index - 1]}/{part}")
    return "/".join(parts)


def parameters(path: str) -> list[str]:
    """The parameters of a path after its tenant, with the words before them."""
    return re.findall(r"(?=/([^/]+/\{[^}]+\}))", path.split("{tenant}", 1)[1])


# What is sent with each operation that has a body, so that it would do its work where the things are one's own.
RUN = "executions/{executionId}/actions"
BODIES = {
    "POST executions/{namespace}/{id}": None,
    "POST executions/{namespace}/{id}/validate": None,
    f"POST {RUN}/change-status": None,
    f"POST {RUN}/eval": lambda ids: {},
    f"POST {RUN}/eval/{{taskRunId}}": lambda ids: {},
    f"POST {RUN}/force-run": None,
    f"POST {RUN}/labels": lambda ids: [{"key": "mine", "value": "mine"}],
    f"POST {RUN}/pause": None,
    f"POST {RUN}/replay": None,
    f"POST {RUN}/replay-with-inputs": None,
    f"POST {RUN}/restart": None,
    f"POST {RUN}/resume": None,
    f"POST {RUN}/resume-from-breakpoint": None,
    f"POST {RUN}/resume/validate": None,
    f"POST {RUN}/state": lambda ids: {"taskRunId": ids("eval/{taskRunId}") or "0" * 22, "state": "WARNING"},
    f"POST {RUN}/unqueue": None,
    "POST flows/{namespace}": lambda ids: flow_of("mine", ids("flows/{namespace}")),
    "PUT flows/{namespace}/{id}": lambda ids: flow_of(ids("{namespace}/{id}"), ids("flows/{namespace}")),
    "PATCH namespaces/{namespace}/secrets/{key}": lambda ids: {"description": "mine"},
    "POST namespaces/{namespace}/secrets/{key}/rollback": lambda ids: {"version": 1},
    "POST security-integrations/{id}/disable": None,
    "POST security-integrations/{id}/enable": None,
    "POST service-accounts/{id}/api-tokens": lambda ids: {"name": unique("mine")},
    "PUT groups/{id}": lambda ids: {"name": unique("mine")},
    "PUT groups/{id}/members/membership/{userId}": None,
    "PUT groups/{id}/members/{userId}": None,
    "PUT namespaces/{id}": lambda ids: {"id": ids("namespaces/{id}"), "description": "mine"},
    "PUT namespaces/{namespace}/secrets": lambda ids: {"key": "MINE", "value": "a-value-of-mine"},
    "PUT roles/{id}": lambda ids: {"name": unique("mine"), "permissions": {"FLOW": ["VIEW"]}},
    "PUT service-accounts/{id}": lambda ids: {"name": unique("mine"), "groups": []},
    "PUT tenant-access/{userId}": None,
    "PUT users/{id}/groups": lambda ids: {"groupIds": []},
    "POST scim/.search": lambda ids: {"schemas": [SCIM_SEARCH], "filter": 'userName eq "a"'},
    "POST scim/Users/.search": lambda ids: {"schemas": [SCIM_SEARCH], "filter": 'userName eq "a"'},
    "POST scim/Groups/.search": lambda ids: {"schemas": [SCIM_SEARCH], "filter": 'displayName eq "a"'},
    "POST scim/Users": lambda ids: {"schemas": [SCIM_USER], "userName": f"{unique('new')}@reeve.test"},
    "POST scim/Groups": lambda ids: {"schemas": [SCIM_GROUP], "displayName": unique("new")},
    "PUT scim/Users/{id}": lambda ids: {"schemas": [SCIM_USER], "userName": f"{unique('new')}@reeve.test"},
    "PUT scim/Groups/{id}": lambda ids: {"schemas": [SCIM_GROUP], "displayName": unique("new")},
    "PATCH scim/Users/{id}": lambda ids: {
        "schemas": [SCIM_PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "mine"}]
    },
    "PATCH scim/Groups/{id}": lambda ids: {
        "schemas": [SCIM_PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": unique("mine")}]
    },
}
QUERIES = {
    f"POST {RUN}/change-status": "?status=WARNING",
    "DELETE flows/{namespace}/{id}/revisions": "?revisions=1",
    "PUT groups/{id}/members/membership/{userId}": "?membership=OWNER",
    "GET scim/Users": "?filter=userName%20eq%20%22a%22",
    "GET scim/Groups": "?filter=displayName%20eq%20%22a%22",
}
# What is uploaded.
FILES = {
    "POST executions/{namespace}/{id}": {"none": (None, "x")},
    "POST executions/{namespace}/{id}/validate": {"none": (None, "x")},
    f"POST {RUN}/replay-with-inputs": {"none": (None, "x")},
    f"POST {RUN}/resume": {"none": (None, "x")},
    f"POST {RUN}/resume/validate": {"none": (None, "x")},
    "POST flows/import": {"fileUpload": ("flows.yml", json.dumps(flow_of("mine", "mine")))},
}
# Where each tenant has its own of every name: nothing is refused, and a namespace has nothing in it, whoever else has one.
NAMED = {
    "GET auditlogs/history/{detailId}", "GET namespaces/{id}/inherited-variables",
    "GET namespaces/{namespace}/inherited-secrets", "GET namespaces/{namespace}/secrets",
    "PUT namespaces/{namespace}/secrets", "GET flows/{namespace}", "POST flows/{namespace}",
    "GET namespaces/{namespace}/dependencies", "GET executions/namespaces/{namespace}/flows",
}
# What has to be gone before.
BEFORE = {
    "DELETE namespaces/{id}": "namespaces/{namespace}/secrets/{key}",
    "DELETE roles/{id}": "bindings/{id}",
}
# The states in which executions take commands, and tasks that keep them there.
PAUSE = {"type": "io.kestra.plugin.core.flow.Pause"}
HELD = {
    f"DELETE {RUN}/kill": ("PAUSED", PAUSE),
    f"POST {RUN}/force-run": ("PAUSED", PAUSE),
    f"POST {RUN}/pause": ("RUNNING", {"type": "io.kestra.plugin.core.flow.Sleep", "duration": "PT30S"}),
    f"POST {RUN}/restart": ("FAILED", {"type": "io.kestra.plugin.core.execution.Fail"}),
    f"POST {RUN}/resume": ("PAUSED", PAUSE),
    f"POST {RUN}/resume/validate": ("PAUSED", PAUSE),
    f"POST {RUN}/resume-from-breakpoint": ("BREAKPOINT", PAUSE),
    f"POST {RUN}/unqueue": ("QUEUED", PAUSE),
}
# What the service does not do answers so before anything is looked for.
UNSERVED = {"Me", "Bulk"}


def short(method: str, path: str) -> str:
    """An operation by its name in the tables."""
    return f"{method} {path.replace(SCIM, 'scim').removeprefix('/api/v1/{tenant}/')}"


def sent(http, method: str, path: str, tenant: str, ids: Callable[[str], str]):
    """The answer of an operation with a valid body."""
    name = short(method, path)
    body = BODIES.get(name, lambda ids: {} if method in ("POST", "PUT", "PATCH") else None)
    target = filled(path, tenant, ids) + QUERIES.get(name, "")
    if files := FILES.get(name):
        return http.request(method, target, files=files)
    if name.endswith("/by-ids"):
        return http.request(method, target, json=[])
    return http.request(method, target, json=body(ids) if body else None)


def told(answer, *hidden: str) -> tuple:
    """What an answer tells, without what differs from one request to the next and the names that were asked for."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "INSTANT", answer.text.replace(answer.headers["x-request-id"], "REQUEST"))
    for name in sorted(hidden, key=len, reverse=True):
        text = text.replace(name, "NAME")
    headers = sorted(
        (name.lower(), value) for name, value in answer.headers.items()
        if name.lower() not in ("x-request-id", "date", "content-length", "ratelimit", "x-ratelimit-remaining")
    )
    return answer.status_code, text, headers


@pytest.fixture(scope="module")
def named(described) -> list[tuple[str, str]]:
    """The operations on things of a tenant; those with a body have a valid one here."""
    found = [
        (method, path) for method, path in described
        if path.startswith("/api/v1/{tenant}/") and path.count("{") > 1 and path.rsplit("/", 1)[1] not in UNSERVED
    ]
    names = {short(method, path) for method, path in found}
    assert {name for name in names if name.split(" ")[0] in ("POST", "PUT", "PATCH")} == BODIES.keys()
    return found


def combinations(path: str, mine: Things, theirs: Things):
    """The ways of asking for another tenant's thing: all identifiers theirs, or the first ones mine. Each as a pair: with the
    other tenant's, and with some that nobody has."""
    names = parameters(path)
    # Schemas and resource types are alike for all.
    while names and names[-1] in ("ResourceTypes/{name}", "Schemas/{uri}"):
        names = names[:-1]
    for first in range(len(names)):
        nobodys = {name: str(uuid.uuid4()) for name in names[first:]}
        # A thing that a path names twice is one thing.
        yield (
            {name: theirs.ids[name] for name in names[first:]} | {name: mine.ids[name] for name in names[:first]},
            nobodys | {name: mine.ids[name] for name in names[:first]},
            names[first:],
        )


FIXED = {"ResourceTypes/{name}": "User", "Schemas/{uri}": SCIM_USER}


def test_tenant_that_is_not_ones_own_is_no_tenant(described, mine, theirs):
    """With valid bodies and identifiers of umbra; the instance's manager, whose every tenant is, is left out."""
    checked = 0
    for method, path in described:
        if "/{tenant}" not in path or path.endswith(tuple(f"/{name}" for name in UNSERVED)):
            continue
        outcomes = []
        for tenant in ("umbra", unique("none")):
            answer = sent(mine.provider if "/scim/" in path else mine.admin, method, path, tenant, (theirs.ids | FIXED).get)
            outcomes.append(told(answer, tenant))
        assert outcomes[0] == outcomes[1], f"{method} {path}"
        # What names no thing is sent an empty body, which may be refused first, alike for every tenant.
        expected = (401, 404) if short(method, path) in BODIES else (401, 404, 422)
        assert outcomes[0][0] in expected, f"{method} {path}: {outcomes[0]}"
        checked += outcomes[0][0] in (401, 404)
    assert checked > 70


def test_thing_of_another_tenant_is_no_thing(named, mine, theirs):
    """Every operation that names a thing, with valid bodies: what umbra has is to acme as what nobody has."""
    reads = [path for method, path in named if method == "GET"]
    before = [told(sent(theirs.asker(path), "GET", path, "umbra", (theirs.ids | FIXED).get)) for path in reads]
    checked, told_apart = 0, []
    for method, path in named:
        for ours, nobodys, asked in combinations(path, mine, theirs):
            outcomes = [
                told(
                    sent(mine.asker(path), method, path, "acme", (ids | FIXED).get),
                    *(ids[name] for name in asked),
                )
                for ids in (ours, nobodys)
            ]
            if outcomes[0] != outcomes[1]:
                told_apart.append(f"{method} {path} {asked}: {outcomes[0]}, {outcomes[1]}")
            elif outcomes[0][0] != (200 if short(method, path) in NAMED else 404):
                told_apart.append(f"{method} {path} {asked}: {outcomes[0]}")
            checked += 1
    assert not told_apart, "\n".join(told_apart)
    assert checked > 70
    after = [told(sent(theirs.asker(path), "GET", path, "umbra", (theirs.ids | FIXED).get)) for path in reads]
    assert before == after


def test_same_operations_do_their_work_for_whom_the_things_are(named, theirs):
    """The control of the test before: each of these requests would have done something."""
    idle = []
    for method, path in named:
        theirs.renew()
        ids = dict(theirs.ids)
        if held := HELD.get(short(method, path)):
            ids["executions/{executionId}"] = theirs.held(*held)
        if before := BEFORE.get(short(method, path)):
            assert sent(theirs.admin, "DELETE", f"/api/v1/{{tenant}}/{before}", "umbra", ids.get).ok
        answer = sent(theirs.asker(path), method, path, "umbra", (ids | FIXED).get)
        if answer.status_code not in (200, 201, 204):
            idle.append(f"{method} {path}: {answer.status_code} {answer.text}")
    assert not idle, "\n".join(idle)


def test_bindings_and_members_across_tenants_are_refused(mine, theirs):
    group, role = mine.ids["groups/{id}"], mine.ids["roles/{id}"]
    account = theirs.ids["users/{id}"]
    for body, part in (
        ({"type": "GROUP", "externalId": theirs.ids["groups/{id}"], "roleId": role}, "externalId"),
        ({"type": "GROUP", "externalId": group, "roleId": theirs.ids["roles/{id}"]}, "roleId"),
        ({"type": "USER", "externalId": account, "roleId": role}, "externalId"),
    ):
        outcomes = [
            told(mine.admin.post("/api/v1/acme/bindings", json=body | {part: one}), one)
            for one in (body[part], str(uuid.uuid4()))
        ]
        assert outcomes[0] == outcomes[1], body
        assert outcomes[0][0] in (404, 422), outcomes[0]
    outcomes = [
        told(mine.admin.put(f"/api/v1/acme/groups/{group}/members/{one}"), one) for one in (account, str(uuid.uuid4()))
    ]
    assert outcomes[0] == outcomes[1] and outcomes[0][0] == 404, outcomes


def test_lists_hold_nothing_of_another_tenant(described, mine, theirs):
    checked = 0
    hidden = set(theirs.ids.values())
    for method, path in described:
        if method != "GET" or not re.fullmatch(r"/api/v1/\{tenant\}/[^{]*", path):
            continue
        answer = mine.admin.get(filled(path, "acme", None), params={"size": 100})
        # Some are for those who manage the instance, some ask for a filter.
        assert answer.status_code in (200, 403, 422), f"{path}: {answer.status_code} {answer.text}"
        if answer.status_code == 200:
            assert not [one for one in hidden if one in answer.text], path
            checked += 1
    assert checked >= 6


def test_ids_of_another_tenant_are_left_out_of_what_is_asked_by_id(mine, theirs):
    for path, thing in (("groups/ids", "groups/{id}"), ("roles/ids", "roles/{id}")):
        answer = mine.admin.post(f"/api/v1/acme/{path}", json={"ids": [theirs.ids[thing]]})
        assert (answer.status_code, answer.json()) == (200, []), path


def test_executions_of_another_tenant_are_none_where_several_are_asked_for(described, mine, theirs):
    """By their identifiers they are unknown, and by a query none are found; nothing becomes of them."""
    base = "/api/v1/{tenant}/executions/"
    execution, nobodys = theirs.ids["executions/{executionId}"], "0" * 22
    path = f"/api/v1/umbra/executions/{execution}"
    before = theirs.admin.get(path).json()
    query = {"filters[executionId][EQUALS]": execution, "newStatus": "WARNING", "newState": "RUNNING"}
    labels = [{"key": "mine", "value": "mine"}]
    checked = 0
    for method, route in described:
        if not route.startswith(base) or not route.endswith(("/by-ids", "/by-query")):
            continue
        target = route.replace("{tenant}", "acme")
        if route.endswith("/by-ids"):
            outcomes = []
            for id in (execution, nobodys):
                body = {"executionsId": [id], "executionLabels": labels} if "/labels/" in route else [id]
                outcomes.append(told(mine.admin.request(method, target, params={"newStatus": "WARNING"}, json=body), id))
            assert outcomes[0] == outcomes[1] and outcomes[0][0] == 400, f"{method} {route}: {outcomes}"
        else:
            answer = mine.admin.request(method, target, params=query, json=labels if "/labels/" in route else None)
            assert answer.status_code in (200, 202), f"{method} {route}: {answer.text}"
            assert answer.json().get("count", answer.json().get("totalItems")) == 0, f"{method} {route}: {answer.text}"
        checked += 1
    assert checked == 20
    for route in ("executions/search", "logs/search"):
        found = mine.admin.get(f"/api/v1/acme/{route}", params={"filters[executionId][EQUALS]": execution})
        assert (found.status_code, found.json()["total"]) == (200, 0), found.text
    flow = [{"namespace": theirs.ids["executions/{namespace}"], "id": theirs.ids["{namespace}/{id}"]}]
    assert mine.admin.post("/api/v1/acme/executions/latest", json=flow).json() == []
    assert theirs.admin.post("/api/v1/umbra/executions/latest", json=flow).json() != []
    assert theirs.admin.get(path).json() == before


def test_answers_without_a_token_tell_nothing(described, server):
    nobody = server.bearer(None)
    for method, path in described:
        if not path.startswith("/api/v1/{tenant}/"):
            continue
        body = {} if method in ("POST", "PUT", "PATCH") else None
        outcomes = [
            told(nobody.request(method, filled(path, tenant, lambda name: "x"), json=body), tenant)
            for tenant in ("acme", unique("none"))
        ]
        assert outcomes[0] == outcomes[1], f"{method} {path}"
        assert outcomes[0][0] in (401, 404, 422), f"{method} {path}: {outcomes[0]}"
        assert int(json.loads(outcomes[0][1])["status"]) == outcomes[0][0]
