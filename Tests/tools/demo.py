#!/usr/bin/env python3
"""Does the main job through the public API of a server it starts, and shows every request with its answer.

Two tenants are provisioned by SCIM, a role is given to a group, one of its members stores a secret and runs a flow that
reads it, the other tenant sees nothing of either, a deactivation ends a session at once, and the audit log tells all of
it. Every step states the status it expects; the first that differs ends the demonstration with status 1.
"""

import argparse
import csv
import http.client
import http.cookies
import io
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = "root@demo.example"
SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
SCIM_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
SCIM_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
SCIM_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
YAML = "application/x-yaml"
FLOW = """id: report
namespace: company.team
inputs:
  - {id: day, type: DATE}
tasks:
  - id: query
    type: io.kestra.plugin.core.log.Log
    message: "{{ inputs.day }}: asks the database as {{ secret('DB_PASSWORD') }}"
  - id: rows
    type: io.kestra.plugin.core.flow.ForEach
    values: ["north", "south"]
    tasks:
      - {id: count, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value | upper }}"}
outputs:
  - {id: south, type: STRING, value: "{{ outputs.count.south.value }}"}
"""
MASKED = {"password", "value", "fullToken", "secretToken", "token"}
SHOWN = 420


class Failure(Exception):
    """A step that did not go as stated."""


class Client:
    """A caller of the API: with a bearer token, with a session, or with neither."""

    def __init__(self, address, token=None):
        self.host, self.port = address
        self.token = token
        self.cookies = {}
        self.csrf = None

    def send(self, method, path, body=None, media_type="application/json", expect=200, quiet=False):
        kind = media_type if media_type == "application/scim+json" else "application/json"
        headers = {"Accept": "text/csv" if path.split("?")[0].endswith("/export") else kind}
        if body is not None:
            headers["Content-Type"] = media_type
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.csrf and method not in ("GET", "HEAD"):
            headers["X-CSRF-TOKEN"] = self.csrf
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            text = body if body is None or isinstance(body, str) else json.dumps(body)
            connection.request(method, path, text, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Failure(f"{method} {path}: no answer: {error}") from error
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                for cookie in http.cookies.SimpleCookie(value).values():
                    self.cookies[cookie.key] = cookie.value
        answer = parsed(text)
        if not quiet:
            show(method, path, body, response.status, response.reason, answer, text)
        expected = expect if isinstance(expect, tuple) else (expect,)
        if response.status not in expected:
            wanted = " or ".join(map(str, expected))
            raise Failure(f"{method} {path}: expected {wanted}, found {response.status}: {text[:600]}")
        return answer if answer is not None else text

    def scim(self, method, path, body=None, expect=200):
        return self.send(method, path, body, media_type="application/scim+json", expect=expect)

    def read_csrf_token(self):
        """Takes the token of the page, as a browser's script does."""
        page = self.send("GET", "/ui/", expect=200, quiet=True)
        found = re.search(r'<meta name="csrf-token" content="([^"]+)"', str(page))
        check(found, "GET /ui/: the page carries no csrf-token")
        self.csrf = found.group(1)
        print(f'> GET /ui/\n< 200, <meta name="csrf-token" content="{self.csrf[:8]}...">')


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def masked(value, name=None):
    """What may be shown of a body."""
    if isinstance(value, dict):
        is_secret = "key" in value and "value" in value
        return {
            key: masked(item, key if key != "value" or is_secret else None) for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item) for item in value]
    if name in MASKED and isinstance(value, str):
        return value[:8] + "***" if value.startswith("rv") else "***"
    return value


def shortened(text):
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"


def show(method, path, body, status, reason, answer, text):
    print(f"> {method} {urllib.parse.unquote(path)}")
    if isinstance(body, str):
        print("\n".join(f"  {line}" for line in body.splitlines()))
    elif body is not None:
        print(f"  {shortened(json.dumps(masked(body), ensure_ascii=False))}")
    print(f"< {status} {reason}")
    if answer is not None:
        print(f"  {shortened(json.dumps(masked(answer), ensure_ascii=False))}")
    elif text and not text.lstrip().startswith("<"):
        lines = text.splitlines()
        print("\n".join(f"  {line[:160]}" for line in lines[:6]) + (f"\n  ... ({len(lines)} lines)" if len(lines) > 6 else ""))


def check(condition, message):
    if not condition:
        raise Failure(message)


def step(title):
    print(f"\n=== {title}", flush=True)


def form(**fields):
    """The fields of a form, and the media type of its body."""
    boundary = "demo"
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    return "".join(parts) + f"--{boundary}--\r\n", f"multipart/form-data; boundary={boundary}"


def query(**parameters):
    return "?" + urllib.parse.urlencode(parameters)


class Server:
    """`reeve server`, started and stopped by its process number."""

    def __init__(self, program, folder, address):
        self.address = address
        self.log = pathlib.Path(folder, "server.log")
        self.management = ("127.0.0.1", free_port())
        command = [
            program, "server", "--data", str(pathlib.Path(folder, "data")),
            "--listen", "{}:{}".format(*address), "--management", "{}:{}".format(*self.management),
        ]
        print("$ " + " ".join(command), flush=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def wait_until_healthy(self, seconds=60):
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if self.process.poll() is not None:
                raise Failure(f"the server ended with status {self.process.returncode}: {self.last_lines()}")
            try:
                connection = http.client.HTTPConnection(*self.address, timeout=2)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    print(f"healthy after {time.monotonic() - began:.1f} s")
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise Failure(f"the server was not healthy within {seconds} s: {self.last_lines()}")

    def last_lines(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def resident_memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found.group(1)) // 1024 if found else None

    def stop(self):
        """Ends the server with SIGTERM, and answers its exit status."""
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode


def free_port(preferred=None):
    for port in ([preferred] if preferred else []) + [0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise Failure("there is no free port on 127.0.0.1")


class Demonstration:
    """The main job, step by step."""

    def __init__(self, address):
        self.address = address
        self.password = "Demo-" + secrets.token_urlsafe(12) + "7"
        self.root = Client(address)
        self.api = Client(address)
        self.facts = []

    def run(self):
        self.set_up()
        self.sign_in()
        self.make_tenants()
        self.make_integrations()
        self.provision()
        self.bind_role()
        self.use_secret()
        self.run_flow()
        self.deactivate()
        self.audit()

    def tell(self, fact):
        self.facts.append(fact)

    def set_up(self):
        step("1. The first user and the first tenant")
        body = {"username": ROOT, "password": self.password, "tenant": {"id": "main", "name": "Main"}}
        self.root.send("POST", "/api/v1/setup", body)
        self.root.send("POST", "/api/v1/setup", body, expect=405)
        self.tell("the set-up makes one user, once")

    def sign_in(self):
        step("2. A session, and an API token for what follows")
        self.root.send("POST", "/login", {"username": ROOT, "password": "wrong"}, expect=401)
        self.root.send("POST", "/login", {"username": ROOT, "password": self.password})
        self.root.send("POST", "/api/v1/me/api-tokens", {"name": "demo"}, expect=403)
        self.root.read_csrf_token()
        token = self.root.send("POST", "/api/v1/me/api-tokens", {"name": "demo", "maxAge": "P1D"})
        self.api.token = token["fullToken"]
        me = self.api.send("GET", "/api/v1/me")
        check(me["superAdmin"] is True, "the first user does not manage the instance")
        self.tell("a request by cookie without its CSRF token is refused")

    def make_tenants(self):
        step("3. Two tenants")
        for tenant, name in (("acme", "Acme Ltd"), ("umbra", "Umbra GmbH")):
            self.api.send("POST", "/api/v1/tenants", {"id": tenant, "name": name, "deleted": False})
        found = self.api.send("GET", "/api/v1/tenants/search" + query(size=50))
        check({"acme", "umbra"} <= {tenant["id"] for tenant in found["results"]}, "the tenants are not listed")

    def make_integrations(self):
        step("4. A SCIM integration in each")
        self.scim, self.base = {}, {}
        for tenant, name in (("acme", "entra"), ("umbra", "okta")):
            body = {"name": name, "description": f"{name} of {tenant}", "type": "SCIM", "profile": name}
            made = self.api.send("POST", f"/api/v1/{tenant}/security-integrations", body)
            self.scim[tenant] = Client(self.address, made["secretToken"])
            self.base[tenant] = f"/api/v1/{tenant}/integrations/{made['id']}/scim/v2"
            self.scim[tenant].scim("GET", f"{self.base[tenant]}/ServiceProviderConfig")
        self.scim["umbra"].scim("GET", f"{self.base['acme']}/Users", expect=(401, 404))
        self.tell("an integration's token opens its own tenant's endpoint only")

    def provision(self):
        step("5. Three users and a group, as Microsoft Entra ID and Okta send them")
        scim, base = self.scim["acme"], self.base["acme"]
        found = scim.scim("GET", f"{base}/Users" + query(filter='userName eq "ann@acme.example"'))
        check(found["totalResults"] == 0, "there is a user before one was provisioned")
        ann = scim.scim("POST", f"{base}/Users", self.entra_user("ann@acme.example", "Ann", "Arbor"), expect=201)
        ben = scim.scim("POST", f"{base}/Users", self.entra_user("Ben@acme.example", "Ben", "Berg"), expect=201)
        check(ben["userName"] == "Ben@acme.example", "the user name is not as it was sent")
        scim.scim("POST", f"{base}/Users", self.entra_user("ANN@acme.example", "Ann", "Again"), expect=409)
        group = scim.scim(
            "POST",
            f"{base}/Groups",
            {
                "schemas": [SCIM_GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
                "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
                "displayName": "Engineers",
                "meta": {"resourceType": "Group"},
            },
            expect=201,
        )
        members = {"op": "Add", "path": "members", "value": [{"$ref": None, "value": ann["id"]}, {"$ref": None, "value": ben["id"]}]}
        scim.scim("PATCH", f"{base}/Groups/{group['id']}", {"schemas": [SCIM_PATCH], "Operations": [members]}, expect=(200, 204))
        changed = {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "ben.berg@acme.example"}
        scim.scim("PATCH", f"{base}/Users/{ben['id']}", {"schemas": [SCIM_PATCH], "Operations": [changed]}, expect=(200, 204))
        kept = scim.scim("GET", f"{base}/Groups/{group['id']}")
        check({member["value"] for member in kept["members"]} == {ann["id"], ben["id"]}, "the group has other members")
        other, other_base = self.scim["umbra"], self.base["umbra"]
        other.scim("GET", f"{other_base}/Users" + query(filter='userName eq "cleo@umbra.example"', startIndex=1, count=100))
        cleo = other.scim(
            "POST",
            f"{other_base}/Users",
            {
                "schemas": [SCIM_USER],
                "userName": "cleo@umbra.example",
                "name": {"givenName": "Cleo", "familyName": "Umbra"},
                "emails": [{"primary": True, "value": "cleo@umbra.example", "type": "work"}],
                "displayName": "Cleo Umbra",
                "locale": "en-US",
                "externalId": "00ujl29u0le5T6Aj10h7",
                "groups": [],
                "active": True,
            },
            expect=201,
        )
        other.scim("GET", f"{other_base}/Users/{ann['id']}", expect=404)
        self.ann, self.ben, self.cleo, self.group = ann["id"], ben["id"], cleo["id"], group["id"]
        self.tell("three users and a group came by SCIM; a name in other letters is a duplicate")

    @staticmethod
    def entra_user(name, given, family):
        return {
            "schemas": [SCIM_USER, SCIM_ENTERPRISE],
            "externalId": given.lower(),
            "userName": name,
            "active": True,
            "displayName": f"{given} {family}",
            "emails": [{"primary": True, "type": "work", "value": name.lower()}],
            "meta": {"resourceType": "User"},
            "name": {"formatted": f"{given} {family}", "familyName": family, "givenName": given},
            SCIM_ENTERPRISE: {"department": "Engineering"},
        }

    def bind_role(self):
        step("6. The role of developers, given to the group")
        roles = self.api.send("GET", "/api/v1/acme/roles/search" + query(size=50))["results"]
        developer = next((role for role in roles if role["name"].lower() == "developer"), None)
        check(developer, "there is no managed role `Developer`")
        self.accounts = {}
        for tenant, name in (("acme", "ann@acme.example"), ("acme", "ben@acme.example"), ("umbra", "cleo@umbra.example")):
            users = self.api.send("GET", "/api/v1/users" + query(size=100), quiet=True)["results"]
            found = [user["id"] for user in users if user["username"].lower() == name]
            check(len(found) == 1, f"there is no account for `{name}`")
            self.accounts[name.split("@")[0]] = found[0]
        self.tokens = {}
        for person in ("ann", "cleo"):
            made = self.api.send("POST", f"/api/v1/users/{self.accounts[person]}/api-tokens", {"name": "demo"}, expect=201)
            self.tokens[person] = Client(self.address, made["fullToken"])
        secret = {"key": "DB_PASSWORD", "value": "first-" + secrets.token_hex(4)}
        path = "/api/v1/acme/namespaces/company.team/secrets"
        self.tokens["ann"].send("PUT", path, secret, expect=403)
        groups = self.api.send("GET", "/api/v1/acme/groups/search" + query(size=50))["results"]
        group = next((group["id"] for group in groups if group["name"] == "Engineers"), None)
        check(group, "the group of SCIM is no group of the tenant")
        body = {"type": "GROUP", "externalId": group, "roleId": developer["id"], "namespaceId": "company"}
        self.api.send("POST", "/api/v1/acme/bindings", body)
        self.tell("without the role the secret was refused; the binding took effect at once")

    def use_secret(self):
        step("7. A member stores and rotates a secret; the other tenant sees nothing")
        path = "/api/v1/acme/namespaces/company.team/secrets"
        ann, cleo = self.tokens["ann"], self.tokens["cleo"]
        values = [f"first-{secrets.token_hex(4)}", f"second-{secrets.token_hex(4)}"]
        for value in values:
            answer = ann.send("PUT", path, {"key": "DB_PASSWORD", "value": value, "description": "of the billing database"})
            check(all(known not in json.dumps(answer) for known in values), "an answer holds the secret's value")
        listed = ann.send("GET", "/api/v1/acme/secrets")
        check([secret["key"] for secret in listed["results"]] == ["DB_PASSWORD"], "the secret is not listed")
        ann.send("GET", "/api/v1/acme/namespaces/company.team/inherited-secrets")
        cleo.send("GET", "/api/v1/acme/secrets", expect=404)
        cleo.send("PUT", path, {"key": "DB_PASSWORD", "value": "stolen"}, expect=404)
        cleo.send("DELETE", f"{path}/DB_PASSWORD", expect=404)
        ann.send("GET", "/api/v1/umbra/secrets", expect=404)
        ann.send("PUT", "/api/v1/acme/namespaces/other/secrets", {"key": "X", "value": "y"}, expect=403)
        self.values = values
        self.tell("to the other tenant nothing of it exists: 404; outside the binding's namespace: 403")

    def run_flow(self):
        step("8. The member runs a flow that reads the secret; what it writes is masked, and the read is recorded")
        ann, cleo = self.tokens["ann"], self.tokens["cleo"]
        ann.send("POST", "/api/v1/acme/flows", FLOW, media_type=YAML)
        path = "/api/v1/acme/executions/company.team/report"
        ann.send("POST", f"{path}?wait=true", expect=422)
        made = ann.send("POST", f"{path}?wait=true&labels=team:billing", *form(day="2026-11-30"))
        check(made["state"]["current"] == "SUCCESS", "the execution did not end well")
        check(made["outputs"] == {"south": "SOUTH"}, "the outputs are others")
        log = ann.send("GET", f"/api/v1/acme/logs/{made['id']}")
        check(any("2026-11-30: asks" in line["message"] for line in log), "the log does not hold what was written")
        check(all(value not in json.dumps([log, made]) for value in self.values), "an answer holds the secret's value")
        cleo.send("GET", f"/api/v1/acme/executions/{made['id']}", expect=404)
        cleo.send("POST", path, expect=404)
        read = self.records("/api/v1/acme/auditlogs/search", {"filters[resources][IN]": "SECRET"}, quiet=True)
        check(any(made["id"] in json.dumps(record) for record in read), "that the execution read the secret is not recorded")
        self.tell("a flow ran to its end; its log shows no secret, and the audit log shows who read it")

    def deactivate(self):
        step("9. A deactivation by SCIM ends a session at once")
        password = "Demo-" + secrets.token_urlsafe(12) + "7"
        self.api.send("PATCH", f"/api/v1/users/{self.accounts['ben']}/password", {"password": password})
        ben = Client(self.address)
        ben.send("POST", "/login", {"username": "ben@acme.example", "password": password})
        ben.send("GET", "/api/v1/me")
        scim, base = self.scim["acme"], self.base["acme"]
        off = {"op": "Replace", "path": "active", "value": "False"}
        scim.scim("PATCH", f"{base}/Users/{self.ben}", {"schemas": [SCIM_PATCH], "Operations": [off]}, expect=(200, 204))
        ben.send("GET", "/api/v1/me", expect=401)
        Client(self.address).send("POST", "/login", {"username": "ben@acme.example", "password": password}, expect=401)
        kept = scim.scim("GET", f"{base}/Users/{self.ben}")
        check(kept["active"] is False, "the user is not shown as inactive")
        self.tell("the session was refused in the very next request; the user stays visible to SCIM")

    def audit(self):
        step("10. The audit log: by actor, by resource, by time, and as CSV")
        search = "/api/v1/acme/auditlogs/search"
        by_actor = self.records(search, {"filters[userId][EQUALS]": self.accounts["ann"]})
        check(len(by_actor) >= 2, "the log does not tell what Ann did")
        by_resource = self.records(search, {"filters[resources][IN]": "SECRET"})
        check(any(self.actor(record) == self.accounts["ann"] for record in by_resource), "the secret's change is not recorded")
        began = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
        ended = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
        by_time = self.records(search, {"filters[startDate][GREATER_THAN_OR_EQUAL_TO]": began, "filters[endDate][LESS_THAN_OR_EQUAL_TO]": ended})
        check(len(by_time) >= len(by_resource), "the log of the last hour is shorter than that of secrets")
        future = self.records(search, {"filters[startDate][GREATER_THAN_OR_EQUAL_TO]": ended}, quiet=True)
        check(not future, "the log holds records of the future")
        text = self.api.send("GET", "/api/v1/acme/auditlogs/export")
        rows = list(csv.DictReader(io.StringIO(text)))
        check(rows, "the export holds no records")
        check(not any(value in text for value in self.values), "the export holds a secret's value")
        self.tokens["cleo"].send("GET", search, expect=404)
        self.tell(f"{len(rows)} records of the tenant were exported; no value of a secret is among them")

    def records(self, path, filters, quiet=False):
        answer = self.api.send("GET", path + query(size=50, **filters), quiet=quiet)
        return answer["results"]

    @staticmethod
    def actor(record):
        return record["auditLog"]["userId"]


def main():
    parser = argparse.ArgumentParser(description="Do the main job of Reeve through its public API, and keep serving.")
    parser.add_argument("--reeve", required=True, help="the program")
    parser.add_argument("--once", action="store_true", help="end after the demonstration")
    parser.add_argument("--listen", help="HOST:PORT; 127.0.0.1:8080, or a free port if that is taken")
    parser.add_argument("--data", help="a data folder that is kept; without it a temporary one")
    arguments = parser.parse_args()
    if arguments.listen:
        host, _, port = arguments.listen.rpartition(":")
        if not host or not port.isdigit():
            parser.error(f"--listen: expected HOST:PORT, found `{arguments.listen}`")
        address = (host, int(port))
    else:
        address = ("127.0.0.1", free_port(preferred=8080))
    # Ctrl-C and SIGTERM end the demonstration alike.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = arguments.data or tempfile.mkdtemp(prefix="reeve-demo-")
    # The embedded database runs under an account of its own when we are root, and must reach its folder.
    os.makedirs(folder, exist_ok=True)
    if not arguments.data:
        os.chmod(folder, 0o755)
    server, status = None, 0
    try:
        server = Server(arguments.reeve, folder, address)
        server.wait_until_healthy()
        demonstration = Demonstration(address)
        began = time.monotonic()
        demonstration.run()
        step("Done")
        print("\n".join(f"  - {fact}" for fact in demonstration.facts))
        print(f"  all of it in {time.monotonic() - began:.1f} s; the server holds {server.resident_memory()} MiB")
        if not arguments.once:
            url = "http://{}:{}".format(*address)
            print(f"\nserving {url}/ui/ as {ROOT} with the password {demonstration.password}; Ctrl-C ends it", flush=True)
            signal.pause()
    except Failure as failure:
        print(f"\nfailed: {failure}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        print()
    finally:
        if server:
            ended = server.stop()
            print(f"the server ended with status {ended}")
            if ended != 0:
                print(f"failed: the server's last lines:\n{server.last_lines()}", file=sys.stderr)
                status = 1
        if not arguments.data:
            shutil.rmtree(folder, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
