"""One server for the whole run, set up with two tenants, and who talks to it."""

import shutil
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from kestrapy import KestraClient
from reeve_process import PATIENCE, REEVE, USERNAME, ReeveProcess, Session

STARTED = pytest.StashKey[list]()


def pytest_configure(config):
    config.stash[STARTED] = []
    if not REEVE.is_file():
        pytest.exit(f"{REEVE} is not there: build it, or name one in REEVE", returncode=2)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Shows the last lines of the servers' logs where a test failed."""
    report = (yield).get_result()
    if report.failed:
        for server in item.config.stash[STARTED][-2:]:
            lines = server.log().splitlines()[-25:]
            report.sections.append((f"log of {server.log_path}", "\n".join(lines)))


@pytest.fixture(scope="session")
def folder():
    """A folder that the account of the embedded database can enter, too."""
    path = Path(tempfile.mkdtemp(prefix="reeve-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def start(folder, request):
    """Starts servers; those that are left are stopped and must end well."""
    servers = request.config.stash[STARTED]

    def start(name: str, *arguments: str, **options) -> ReeveProcess:
        (folder / name).mkdir(exist_ok=True)
        servers.append(ReeveProcess(folder / name, *arguments, **options))
        return servers[-1]

    yield start
    codes = {str(server.folder.name): server.stop() for server in servers if server.process.poll() is None}
    assert set(codes.values()) <= {0}, f"servers ended badly: {codes}"


@pytest.fixture(scope="session")
def server(start):
    """The server of the run, set up; its limits are out of the way of a fast client."""
    configuration = Path(tempfile.mkstemp(prefix="reeve-test-", suffix=".yaml")[1])
    configuration.write_text("limits:\n  requests: 100000\n  anonymous: 100000\n")
    server = start("shared", "--config", str(configuration))
    configuration.unlink()
    server.set_up("acme")
    return server


@dataclass
class Someone:
    """A user, with a token and an HTTP session that shows it."""

    id: str
    username: str
    token: str
    http: Session


@pytest.fixture(scope="session")
def root(server) -> Someone:
    """Manages the instance, and administers `acme` as the one who set up."""
    browser = server.session()
    me = browser.get("/api/v1/me").json()
    answer = browser.post("/api/v1/me/api-tokens", json={"name": "tests"})
    assert answer.ok, answer.text
    token = answer.json()["fullToken"]
    return Someone(me["id"], USERNAME, token, server.bearer(token))


@pytest.fixture(scope="session")
def tenants(root) -> tuple[str, str]:
    """The names of two tenants."""
    answer = root.http.post("/api/v1/tenants", json={"id": "umbra", "name": "Umbra"})
    assert answer.ok, answer.text
    return "acme", "umbra"


@pytest.fixture(scope="session")
def new_user(server, root):
    """Makes a user with a token: of a tenant with a role of a name there, or of none."""

    def new_user(tenant: str | None = None, role: str | None = None) -> Someone:
        name = f"user-{uuid.uuid4().hex[:12]}@reeve.test"
        answer = root.http.post(
            "/api/v1/users", json={"email": name, "password": "Correct-Horse-2", "tenants": [tenant] if tenant else []}
        )
        assert answer.ok, answer.text
        user = answer.json()["id"]
        if role:
            roles = root.http.get(f"/api/v1/{tenant}/roles/search", params={"size": 100}).json()["results"]
            [found] = [one["id"] for one in roles if one["name"] == role]
            binding = {"type": "USER", "externalId": user, "roleId": found}
            answer = root.http.post(f"/api/v1/{tenant}/bindings", json=binding)
            assert answer.ok, answer.text
        answer = root.http.post(f"/api/v1/users/{user}/api-tokens", json={"name": "tests"})
        assert answer.ok, answer.text
        token = answer.json()["fullToken"]
        return Someone(user, name, token, server.bearer(token))

    return new_user


@pytest.fixture(scope="session")
def acme_admin(tenants, new_user) -> Someone:
    """Administers `acme`, and is a member of no other tenant."""
    return new_user("acme", "Admin")


@pytest.fixture(scope="session")
def umbra_admin(tenants, new_user) -> Someone:
    """Administers `umbra`, and is a member of no other tenant."""
    return new_user("umbra", "Admin")


@pytest.fixture(scope="session")
def sdk(server, acme_admin) -> KestraClient:
    """The SDK, as the administrator of `acme`."""
    with KestraClient(host=server.url, token=acme_admin.token, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="session")
def root_sdk(server, root) -> KestraClient:
    """The SDK, as the one who manages the instance."""
    with KestraClient(host=server.url, token=root.token, timeout=PATIENCE) as client:
        yield client
