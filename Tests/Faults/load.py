"""Clients that change things through the public API and write down what they were answered."""

import http.client
import json
import random
import ssl
import threading
import time
from urllib.parse import urlsplit

from ledger import ACKNOWLEDGED, REFUSED, UNKNOWN, Entry, Ledger
from place import Place
from reeve_process import PATIENCE, eventually

SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
SCIM_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
# What the service says when a commit was cut off: the only refusal that does not say that nothing was changed.
FATE_UNKNOWN = "must be looked up"
# Longer than the service takes to give up, so that an answer is never missed.
LONGEST = 120


class Client:
    """One client with a connection of its own; what it makes, nobody else touches."""

    def __init__(self, place: Place, ledger: Ledger, name: str, seed: str):
        self.place = place
        self.ledger = ledger
        self.name = name
        self.random = random.Random(f"{seed} {name}")
        self.number = 0
        self.connection: http.client.HTTPConnection | None = None
        # Set from outside: the next request goes over a new connection.
        self.renew = False
        self.known: dict[str, dict[str, tuple]] = {"group": {}, "secret": {}, "user": {}, "binding": {}}
        self.scim = f"/api/v1/{place.tenant}/integrations/{place.integration}/scim/v2/Users"

    # MARK: Requests

    def send(self, method: str, path: str, body=None, scim: bool = False, request: str = "") -> tuple[int, dict | list]:
        """Sends a request and returns its answer; `OSError` or `HTTPException` if there was none."""
        if self.connection is None:
            self.connection = self.connect()
        headers = {"X-Request-Id": request} if request else {}
        headers["Authorization"] = f"Bearer {self.place.scim_token if scim else self.place.token}"
        if body is not None:
            headers["Content-Type"] = "application/scim+json" if scim else "application/json"
        try:
            self.connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = self.connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.disconnect()
            raise
        return response.status, json.loads(text) if text else {}

    def connect(self) -> http.client.HTTPConnection:
        address = urlsplit(self.place.url)
        if address.scheme == "https":
            context = ssl.create_default_context(cafile=self.place.server.verify)
            connection = http.client.HTTPSConnection(address.hostname, address.port, timeout=LONGEST, context=context)
        else:
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=LONGEST)
        connection.connect()
        return connection

    def disconnect(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def change(self, entry: Entry, method: str, path: str, body=None, scim: bool = False) -> dict | list:
        """Asks for a change and writes down what came of it."""
        began = time.monotonic()
        answer = {}
        if self.renew:
            self.renew = False
            self.disconnect()
        try:
            if self.connection is None:
                self.connection = self.connect()
        except OSError as error:
            # Nothing was sent.
            entry.outcome, entry.answer = REFUSED, f"no connection: {error}"
        else:
            try:
                entry.status, answer = self.send(method, path, body, scim, entry.request)
                entry.outcome = ACKNOWLEDGED if 200 <= entry.status < 300 else REFUSED
                if entry.outcome == REFUSED:
                    entry.answer = json.dumps(answer)
                    if entry.status == 503 and FATE_UNKNOWN in entry.answer:
                        entry.outcome = UNKNOWN
            except (OSError, http.client.HTTPException) as error:
                entry.outcome, entry.answer = UNKNOWN, f"no answer: {type(error).__name__}: {error}"
        entry.seconds = time.monotonic() - began
        self.ledger.add(entry)
        # What failed is left alone: what is known of the object is what the entry says.
        if entry.outcome != ACKNOWLEDGED or entry.effect is None:
            self.known[entry.kind].pop(entry.mark, None)
        return answer

    def entry(self, kind: str, mark: str, verb: str, effect: tuple | None) -> Entry:
        self.number += 1
        return Entry(f"{self.name}-r{self.number}", kind, mark, verb, effect)

    def mark(self) -> str:
        """A name that nothing else has."""
        return f"{self.name}-{self.number + 1}"

    # MARK: Changes

    def create_group(self) -> Entry:
        mark = self.mark()
        entry = self.entry("group", mark, "CREATE", (f"{mark}.0",))
        # The name changes later; the description stays, and finds it.
        body = {"name": f"{mark}.0", "description": mark}
        answer = self.change(entry, "POST", f"/api/v1/{self.place.tenant}/groups", body)
        if entry.outcome == ACKNOWLEDGED:
            self.known["group"][mark] = (answer["id"], 0)
        return entry

    def rename_group(self) -> Entry:
        mark, (identifier, number) = self.pick("group")
        name = f"{mark}.{number + 1}"
        entry = self.entry("group", mark, "UPDATE", (name,))
        self.known["group"][mark] = (identifier, number + 1)
        path = f"/api/v1/{self.place.tenant}/groups/{identifier}"
        self.change(entry, "PUT", path, {"name": name, "description": mark})
        return entry

    def delete_group(self) -> Entry:
        mark, (identifier, _) = self.pick("group")
        entry = self.entry("group", mark, "DELETE", None)
        self.change(entry, "DELETE", f"/api/v1/{self.place.tenant}/groups/{identifier}")
        return entry

    def put_secret(self, mark: str | None = None, version: int = 1) -> Entry:
        mark = mark or self.mark()
        verb = "CREATE" if version == 1 else "UPDATE"
        # Value and description come together or not at all: the value itself is never shown.
        entry = self.entry("secret", mark, verb, (version, f"value {version}"))
        body = {"key": mark, "value": f"{mark} {version}", "description": f"value {version}"}
        self.change(entry, "PUT", f"/api/v1/{self.place.tenant}/namespaces/{self.place.namespace}/secrets", body)
        if entry.outcome == ACKNOWLEDGED:
            self.known["secret"][mark] = (version,)
        return entry

    def rotate_secret(self) -> Entry:
        mark, (version,) = self.pick("secret")
        return self.put_secret(mark, version + 1)

    def delete_secret(self) -> Entry:
        mark, _ = self.pick("secret")
        entry = self.entry("secret", mark, "DELETE", None)
        path = f"/api/v1/{self.place.tenant}/namespaces/{self.place.namespace}/secrets/{mark}"
        self.change(entry, "DELETE", path)
        return entry

    def create_user(self) -> Entry:
        mark = f"{self.mark()}@load.test"
        entry = self.entry("user", mark, "CREATE", (True, "0"))
        body = {"schemas": [SCIM_USER], "userName": mark, "active": True, "title": "0"}
        answer = self.change(entry, "POST", self.scim, body, scim=True)
        if entry.outcome == ACKNOWLEDGED:
            self.known["user"][mark] = (answer["id"], True, 0)
        return entry

    def patch_user(self) -> Entry:
        mark, (identifier, active, number) = self.pick("user")
        entry = self.entry("user", mark, "UPDATE", (not active, str(number + 1)))
        self.known["user"][mark] = (identifier, not active, number + 1)
        body = {
            "schemas": [SCIM_PATCH],
            "Operations": [
                {"op": "replace", "path": "active", "value": not active},
                {"op": "replace", "path": "title", "value": str(number + 1)},
            ],
        }
        self.change(entry, "PATCH", f"{self.scim}/{identifier}", body, scim=True)
        return entry

    def delete_user(self) -> Entry:
        mark, (identifier, *_) = self.pick("user")
        entry = self.entry("user", mark, "DELETE", None)
        self.change(entry, "DELETE", f"{self.scim}/{identifier}", scim=True)
        return entry

    def create_binding(self) -> Entry:
        mark = self.mark()
        entry = self.entry("binding", mark, "CREATE", ())
        body = {
            "type": "GROUP", "externalId": self.place.group, "roleId": self.place.roles["Viewer"], "namespaceId": mark,
        }
        answer = self.change(entry, "POST", f"/api/v1/{self.place.tenant}/bindings", body)
        if entry.outcome == ACKNOWLEDGED:
            self.known["binding"][mark] = (answer["id"],)
        return entry

    def delete_binding(self) -> Entry:
        mark, (identifier,) = self.pick("binding")
        entry = self.entry("binding", mark, "DELETE", None)
        self.change(entry, "DELETE", f"/api/v1/{self.place.tenant}/bindings/{identifier}")
        return entry

    def pick(self, kind: str) -> tuple[str, tuple]:
        mark = self.random.choice(list(self.known[kind]))
        return mark, self.known[kind][mark]

    def anything(self) -> Entry:
        """Any change; one of what there is, if there is something."""
        makers = [
            (self.create_group, None, 3), (self.rename_group, "group", 2), (self.delete_group, "group", 1),
            (self.put_secret, None, 3), (self.rotate_secret, "secret", 3), (self.delete_secret, "secret", 1),
            (self.create_user, None, 3), (self.patch_user, "user", 2), (self.delete_user, "user", 1),
            (self.create_binding, None, 2), (self.delete_binding, "binding", 1),
        ]
        possible = [(make, weight) for make, kind, weight in makers if kind is None or self.known[kind]]
        [make] = self.random.choices([make for make, _ in possible], [weight for _, weight in possible])
        return make()


class Load:
    """Clients at work, each on a thread of its own, until they are stopped."""

    def __init__(self, place: Place, name: str, seed: str, clients: int = 4):
        self.place = place
        self.name = name
        self.ledger = Ledger()
        self.stopping = threading.Event()
        self.failures: list[BaseException] = []
        self.clients = [Client(place, self.ledger, f"{name}-c{number}", seed) for number in range(clients)]
        self.threads = [threading.Thread(target=self.work, args=(client,), daemon=True) for client in self.clients]

    def work(self, client: Client) -> None:
        try:
            while not self.stopping.is_set():
                if client.anything().outcome != ACKNOWLEDGED:
                    # A client that is refused does not hurry; the stop does not wait for it.
                    self.stopping.wait(0.02)
        except BaseException as error:
            self.failures.append(error)
        finally:
            client.disconnect()

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def stop(self) -> None:
        """Lets every client finish its request and ends them."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(LONGEST)
        assert not any(thread.is_alive() for thread in self.threads), "a client waits for an answer that does not come"
        if self.failures:
            raise self.failures[0]

    @property
    def acknowledged(self) -> int:
        return self.ledger.count(ACKNOWLEDGED)

    @property
    def refused(self) -> int:
        return self.ledger.count(REFUSED)

    def more(self, count: int, within: float = PATIENCE) -> float:
        """Waits until further changes are acknowledged; tells how long the first of them took."""
        began, before = time.monotonic(), self.acknowledged
        eventually(lambda: self.failures or self.acknowledged > before, "a change is acknowledged", within)
        first = time.monotonic() - began
        eventually(lambda: self.failures or self.acknowledged >= before + count, f"{count} are", PATIENCE)
        return first
