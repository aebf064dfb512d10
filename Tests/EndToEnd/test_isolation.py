"""One tenant's administrator and another's things: to them they do not exist."""

import json
import re
import uuid

import pytest
from reeve_process import ROOT
from sdk import unique


@pytest.fixture(scope="module")
def described():
    """Every operation of the server, as (method, path): each says its own route."""
    found = set()
    for source in (ROOT / "Sources" / "Gateway").rglob("*.swift"):
        found |= set(re.findall(r'static let route: Route = "([A-Z]+) (/[^"]*)"', source.read_text()))
    assert len(found) > 100
    return sorted(found)


@pytest.fixture(scope="module")
def things(root, umbra_admin, tenants):
    """Identifiers of what `umbra` has, by the word that a path has for them."""
    http = umbra_admin.http

    def made(path: str, body: dict) -> dict:
        answer = http.post(f"/api/v1/umbra/{path}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    group = made("groups", {"name": unique("group")})["id"]
    role = made("roles", {"name": unique("role"), "permissions": {"FLOW": ["VIEW"]}})["id"]
    namespace = made("namespaces", {"id": unique("ns")})["id"]
    account = made("service-accounts", {"name": unique("robot"), "groups": []})["id"]
    binding = made("bindings", {"type": "GROUP", "externalId": group, "roleId": role})["id"]
    token = made(f"service-accounts/{account}/api-tokens", {"name": "ci"})["id"]
    secret = {"key": "TOKEN", "value": "a-very-secret-value"}
    assert http.put(f"/api/v1/umbra/namespaces/{namespace}/secrets", json=secret).status_code == 200
    assert http.put(f"/api/v1/umbra/groups/{group}/members/{umbra_admin.id}").status_code == 200
    return {
        "groups": group, "roles": role, "namespaces": namespace, "service-accounts": account, "bindings": binding,
        "users": umbra_admin.id, "tenant-access": umbra_admin.id, "members": umbra_admin.id,
        "membership": umbra_admin.id, "api-tokens": token, "secrets": "TOKEN", "key": "TOKEN", "tenants": "umbra",
    }


def filled(path: str, tenant: str, thing) -> str:
    """A path whose parameters have values; `thing` gives the one after a word."""
    parts = path.split("/")
    for index, part in enumerate(parts):
        if part == "{tenant}":
            parts[index] = tenant
        elif part.startswith("{"):
            parts[index] = thing(parts[index - 1], part.strip("{}"))
    return "/".join(parts)


def answered(http, method: str, path: str, *hidden: str) -> tuple[int, str]:
    """Status and body of an answer, without what differs from one request to the next."""
    body = {} if method in ("POST", "PUT", "PATCH") else None
    answer = http.request(method, path, json=body)
    text = answer.text.replace(answer.headers.get("x-request-id", "-"), "REQUEST")
    for name in sorted(hidden, key=len, reverse=True):
        text = text.replace(name, "NAME")
    return answer.status_code, text


def test_tenant_that_is_not_ones_own_is_no_tenant(described, acme_admin, things):
    checked = 0
    for method, path in described:
        if "/{tenant}" not in path:
            continue
        unknown = unique("none")
        outcomes = []
        for tenant in ("umbra", unknown):
            target = filled(path, tenant, lambda word, name: things.get(word, "x"))
            outcomes.append(answered(acme_admin.http, method, target, tenant))
        # A body without its fields may be refused first, alike for every tenant.
        assert outcomes[0][0] in (404, 422), f"{method} {path}: {outcomes[0]}"
        assert outcomes[0] == outcomes[1], f"{method} {path}"
        checked += outcomes[0][0] == 404
    assert checked > 60


def test_thing_of_another_tenant_is_no_thing(described, acme_admin, things):
    checked = 0
    for method, path in described:
        if not path.startswith("/api/v1/{tenant}/") or path.count("{") < 2:
            continue
        words = set(re.findall(r"([^/]+)/\{", path)) - {"v1"}
        # A namespace and a secret are named by those who ask: `x` of one tenant is not `x` of another.
        if not words <= things.keys() - {"namespaces", "secrets"}:
            continue
        # Lets an account in that is known by its identifier: what it does to every account of the instance.
        if (method, path) == ("PUT", "/api/v1/{tenant}/tenant-access/{userId}"):
            continue
        random = {word: str(uuid.uuid4()) for word in words}
        theirs = filled(path, "acme", lambda word, name: things[word])
        nobodys = filled(path, "acme", lambda word, name: random[word])
        outcomes = (
            answered(acme_admin.http, method, theirs, *(things[word] for word in words)),
            answered(acme_admin.http, method, nobodys, *random.values()),
        )
        assert outcomes[0] == outcomes[1], f"{method} {path}"
        assert outcomes[0][0] in (404, 422), f"{method} {path}: {outcomes[0]}"
        checked += outcomes[0][0] == 404
    assert checked > 10


def test_valid_changes_of_anothers_things_are_not_found(acme_admin, umbra_admin, things):
    attempts = [
        ("PUT", "groups/{groups}", {"name": "mine"}),
        ("PUT", "roles/{roles}", {"name": "mine", "permissions": {"FLOW": ["VIEW"]}}),
        ("PUT", "service-accounts/{service-accounts}", {"name": "mine", "groups": []}),
        ("POST", "service-accounts/{service-accounts}/api-tokens", {"name": "mine"}),
        ("PUT", "users/{users}/groups", {"groupIds": []}),
        ("DELETE", "groups/{groups}", None),
        ("DELETE", "roles/{roles}", None),
        ("DELETE", "bindings/{bindings}", None),
        ("DELETE", "service-accounts/{service-accounts}", None),
        ("DELETE", "tenant-access/{tenant-access}", None),
    ]
    for method, path, body in attempts:
        outcomes = []
        for names in (things, {name: str(uuid.uuid4()) for name in things}):
            target = re.sub(r"\{([^}]+)\}", lambda match: names[match[1]], path)
            answer = acme_admin.http.request(method, f"/api/v1/acme/{target}", json=body)
            text = answer.text.replace(answer.headers["x-request-id"], "REQUEST").replace(target, "TARGET")
            outcomes.append((answer.status_code, text))
        assert outcomes[0][0] == 404, f"{method} {path}: {outcomes[0]}"
        assert outcomes[0] == outcomes[1], f"{method} {path}"
    # All of it is still there.
    for path in ("groups/{groups}", "roles/{roles}", "bindings/{bindings}", "service-accounts/{service-accounts}"):
        target = re.sub(r"\{([^}]+)\}", lambda match: things[match[1]], path)
        assert umbra_admin.http.get(f"/api/v1/umbra/{target}").status_code == 200, path


def test_bindings_and_members_across_tenants_are_refused(acme_admin, umbra_admin, things):
    http = acme_admin.http
    group = http.post("/api/v1/acme/groups", json={"name": unique("group")}).json()["id"]
    role = http.post("/api/v1/acme/roles", json={"name": unique("role"), "permissions": {"FLOW": ["VIEW"]}}).json()["id"]
    for body in (
        {"type": "GROUP", "externalId": things["groups"], "roleId": role},
        {"type": "GROUP", "externalId": group, "roleId": things["roles"]},
        {"type": "USER", "externalId": umbra_admin.id, "roleId": role},
    ):
        assert http.post("/api/v1/acme/bindings", json=body).status_code in (404, 422), body
    assert http.put(f"/api/v1/acme/groups/{group}/members/{umbra_admin.id}").status_code in (404, 422)


def test_lists_hold_nothing_of_another_tenant(described, acme_admin, things):
    checked = 0
    theirs = {value for word, value in things.items() if word not in ("secrets", "key", "tenants")}
    for method, path in described:
        if method != "GET" or not re.fullmatch(r"/api/v1/\{tenant\}/[^{]*", path):
            continue
        answer = acme_admin.http.get(filled(path, "acme", None), params={"size": 100})
        # Some are for those who manage the instance, some ask for a filter.
        assert answer.status_code in (200, 403, 422), f"{path}: {answer.status_code} {answer.text}"
        if answer.status_code == 200:
            assert not [one for one in theirs if one in answer.text], path
            checked += 1
    assert checked >= 6


def test_ids_of_another_tenant_are_left_out_of_what_is_asked_by_id(acme_admin, things):
    for path, thing in (("groups/ids", "groups"), ("roles/ids", "roles")):
        answer = acme_admin.http.post(f"/api/v1/acme/{path}", json={"ids": [things[thing]]})
        assert (answer.status_code, answer.json()) == (200, []), path


def test_answers_without_a_token_tell_nothing(described, server):
    nobody = server.bearer(None)
    for method, path in described:
        if not path.startswith("/api/v1/{tenant}/"):
            continue
        outcomes = [
            answered(nobody, method, filled(path, tenant, lambda word, name: "x"), tenant)
            for tenant in ("acme", unique("none"))
        ]
        assert outcomes[0] == outcomes[1], f"{method} {path}"
        assert outcomes[0][0] in (401, 404, 422), f"{method} {path}: {outcomes[0]}"
        assert int(json.loads(outcomes[0][1])["status"]) == outcomes[0][0]
