"""What the faults share: a seed, servers, a database of one's own behind a proxy, and the counts."""

import itertools
import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from auditor import Auditor
from cluster import Cluster, Gateways
from ledger import Counts, Entry
from load import Load
from place import Place
from proxy import Proxy
from reeve_process import REEVE, ReeveProcess, eventually

STARTED = pytest.StashKey[list]()
COUNTS = pytest.StashKey[Counts]()
SEED = os.environ.get("FAULTS_SEED") or f"{random.SystemRandom().getrandbits(32):08x}"
# The long form breaks more, and waits where only waiting shows it.
LONG = bool(os.environ.get("FAULTS_LONG"))
NUMBERS = itertools.count(1)
LIMITS = "limits:\n  requests: 100000\n  anonymous: 100000\n"


def pytest_configure(config):
    config.stash[STARTED] = []
    config.stash[COUNTS] = Counts()
    if not REEVE.is_file():
        pytest.exit(f"{REEVE} is not there: build it, or name one in REEVE", returncode=2)


def pytest_collection_modifyitems(config, items):
    """Leaves out what only the long form does; a skip is for what is not possible here."""
    left_out = [] if LONG else [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_report_header():
    return f"seed of the faults: FAULTS_SEED={SEED}, {'long' if LONG else 'short'} form"


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section(f"faults, seed {SEED}")
    for line in config.stash[COUNTS].lines():
        terminalreporter.write_line(line)
    if path := os.environ.get("FAULTS_COUNTS"):
        config.stash[COUNTS].save(Path(path))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Shows the last lines of the servers' logs where a test failed."""
    report = (yield).get_result()
    if report.failed:
        for server in (one for one in item.config.stash[STARTED] if one.log_path.exists()):
            lines = server.log().splitlines()[-25:]
            report.sections.append((f"log of {server.log_path}", "\n".join(lines)))


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether the long form is wanted."""
    return LONG


@pytest.fixture(scope="session")
def seed() -> str:
    """The seed of the run."""
    return SEED


@pytest.fixture
def chance(request) -> random.Random:
    """Chance that is the same for a test and a seed."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture(scope="session")
def counts(request) -> Counts:
    """What the run counts."""
    return request.config.stash[COUNTS]


@pytest.fixture(scope="session")
def folder():
    """A folder that the account of the databases can enter, too."""
    path = Path(tempfile.mkdtemp(prefix="reeve-faults-"))
    path.chmod(0o755)
    (path / "limits.yaml").write_text(LIMITS)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def start(folder, request):
    """Starts servers; those that are left are stopped, must end well, and leave no process behind."""
    servers = request.config.stash[STARTED]

    def start(name: str, *arguments: str, **options) -> ReeveProcess:
        (folder / name).mkdir(exist_ok=True)
        arguments = arguments if "--config" in arguments else ("--config", str(folder / "limits.yaml"), *arguments)
        servers.append(ReeveProcess(folder / name, *arguments, **options))
        return servers[-1]

    yield start
    codes = {str(server.folder.name): server.stop() for server in servers if server.process.poll() is None}
    assert set(codes.values()) <= {0}, f"servers ended badly: {codes}"
    for server in servers:
        eventually(lambda: not processes_of(server.data), f"no process is left of {server.folder.name}", 30)


def processes_of(data: Path) -> list[int]:
    """The processes that work in a data folder, or were started with it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            place = os.readlink(process / "cwd")
        except OSError:
            continue
        if str(data) in words or place.startswith(f"{data}/"):
            found.append(int(process.name))
    return found


@pytest.fixture(scope="session")
def embedded(start) -> Place:
    """A `reeve server` with its own database."""
    return Place(start("embedded"))


@pytest.fixture(scope="session")
def cluster(folder):
    """A Postgres of one's own."""
    cluster = Cluster(folder / "postgres")
    cluster.make()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def proxy(folder, cluster):
    """What stands between the gateways and their database."""
    proxy = Proxy(folder / "proxy", cluster.socket)
    yield proxy
    proxy.close()


@pytest.fixture(scope="session")
def gateways(folder, start, cluster, proxy):
    """Starts `reeve gateway` on the database, directly or through the proxy."""
    gateways = Gateways(folder, start, cluster, proxy)
    yield gateways
    # While their database is there.
    codes = {server.folder.name: server.stop() for server in gateways.servers if server.process.poll() is None}
    assert set(codes.values()) <= {0}, f"gateways ended badly: {codes}"


@pytest.fixture(scope="session")
def external(gateways, cluster) -> Place:
    """A `reeve gateway` that reaches its database through the proxy."""
    return Place(gateways.start("gateway"), cluster.url())


@pytest.fixture
def load(request):
    """Makes loads whose names tell the test, and stops those that are left."""
    loads = []
    name = request.node.name.removeprefix("test_").replace("_", "-").split("[")[0]

    def load(place: Place, **options) -> Load:
        # No load's name is the beginning of another's.
        loads.append(Load(place, f"{name}-{next(NUMBERS)}x", SEED, **options))
        return loads[-1]

    yield load
    for left in loads:
        if not left.stopping.is_set() and left.threads[0].ident:
            left.stop()


@pytest.fixture
def audit(counts):
    """Checks loads that are over."""
    def audit(load: Load, place: Place | None = None, **options) -> list[Entry]:
        return Auditor(place or load.place, counts).check(load, **options)

    return audit
