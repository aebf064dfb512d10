"""Two processes on one database: what one changes the other sees at once, and of two that conflict one wins."""

import threading

import pytest
from ledger import ACKNOWLEDGED
from place import Place


@pytest.fixture(scope="module")
def two(external, gateways):
    """Sessions of the same administrator at two gateways, and the second one's server."""
    other = gateways.start("gateway-2", through_proxy=False)
    yield external, external.server.bearer(external.token), other.bearer(external.token), other
    assert other.stop() == 0


def ok(answer):
    assert answer.ok, answer.text
    return answer.json() if answer.text else None


def test_rights_and_revocations_are_seen_at_once(two, counts, long):
    place, here, there, other = two
    for number in range(20 if long else 5):
        user = ok(here.post("/api/v1/users", json={
            "email": f"two-{number}@two.test", "password": "Correct-Horse-2", "tenants": [place.tenant],
        }))["id"]
        token = ok(here.post(f"/api/v1/users/{user}/api-tokens", json={"name": "two"}))
        at_here, at_there = place.server.bearer(token["fullToken"]), other.bearer(token["fullToken"])
        groups = f"/api/v1/{place.tenant}/groups/search"
        for _ in range(3):
            # A right that is given at one is used at the other, and is gone there with the answer that takes it.
            assert at_here.get(groups).status_code == at_there.get(groups).status_code == 403
            binding = ok(here.post(f"/api/v1/{place.tenant}/bindings", json={
                "type": "USER", "externalId": user, "roleId": place.roles["Admin"],
            }))["id"]
            assert at_there.get(groups).status_code == 200
            assert at_here.get(groups).status_code == 200
            ok(there.delete(f"/api/v1/{place.tenant}/bindings/{binding}"))
            assert at_here.get(groups).status_code == 403
            counts.fault("change at one of two gateways")
        session = other.session(f"two-{number}@two.test", "Correct-Horse-2")
        assert session.get("/api/v1/me").status_code == 200
        ok(here.delete(f"/api/v1/users/{user}/refresh-token"))
        assert session.get("/api/v1/me").status_code == 401
        [shown] = ok(here.get(f"/api/v1/users/{user}/api-tokens"))["results"]
        ok(here.delete(f"/api/v1/users/{user}/api-tokens/{shown['id']}"))
        assert at_there.get("/api/v1/me").status_code == 401


def test_a_deactivation_is_seen_at_once(two, load, audit, counts):
    place, _, there, other = two
    running = load(place, clients=1)
    client = running.clients[0]
    for _ in range(3):
        assert client.create_user().outcome == ACKNOWLEDGED
        mark, (user, *_) = list(client.known["user"].items())[-1]
        token = ok(there.post(f"/api/v1/users/{user}/api-tokens", json={"name": "two"}))["fullToken"]
        session = other.bearer(token)
        assert session.get("/api/v1/me").status_code == 200
        path = f"/api/v1/{place.tenant}/acls/permissions"
        before = session.get(path).status_code
        client.known["user"] = {mark: client.known["user"][mark]}
        assert client.patch_user().outcome == ACKNOWLEDGED
        assert before == 200 and session.get(path).status_code in (401, 403, 404), session.get(path).status_code
        counts.fault("change at one of two gateways")
    client.disconnect()
    audit(running)


def test_one_of_two_wins(two, counts, long):
    place, here, there, other = two
    for number in range(60 if long else 15):
        body = {"name": f"contested-{number}"}
        answers = at_once(
            lambda: here.post(f"/api/v1/{place.tenant}/groups", json=body),
            lambda: there.post(f"/api/v1/{place.tenant}/groups", json=body),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
        counts.fault("conflict of two gateways")
        # Both put a secret: two versions, one after the other.
        path = f"/api/v1/{place.tenant}/namespaces/{place.namespace}/secrets"
        puts = at_once(
            lambda: here.put(path, json={"key": f"contested.{number}", "value": "a"}),
            lambda: there.put(path, json={"key": f"contested.{number}", "value": "b"}),
        )
        versions = [one["version"] for answer in puts for one in ok(answer) if one["key"] == f"contested.{number}"]
        assert sorted(versions) == [1, 2]
        # Both delete it: one has, the other finds nothing.
        ends = at_once(
            lambda: here.delete(f"{path}/contested.{number}"), lambda: there.delete(f"{path}/contested.{number}")
        )
        assert sorted(answer.status_code for answer in ends) == [200, 404], [answer.text for answer in ends]
        counts.fault("conflict of two gateways", 2)


def test_load_at_both(two, load, audit):
    place, *_, other = two
    second = Place.again(place, other)
    with load(place, clients=3) as one, load(second, clients=3) as two_:
        one.more(40)
        two_.more(40)
    audit(one)
    audit(two_)


def at_once(*calls):
    """The answers of calls that are made at the same time."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        barrier.wait(10)
        answers[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
