"""What the tests of the edge share: servers, their memory, and the sizes of the short and the long form."""

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from edge_process import EDGE, EdgeProcess
from reeve_process import REEVE, ReeveProcess

LONG = bool(os.environ.get("EDGE_LONG"))
FIGURES = pytest.StashKey[list]()


def pytest_configure(config):
    config.stash[FIGURES] = []
    for program in (REEVE, EDGE):
        if not program.is_file():
            pytest.exit(f"{program} is not there: build it", returncode=2)
    # Thousands of connections, here as in the servers.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pytest_report_header():
    return f"{'long' if LONG else 'short'} form"


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section("figures of the edge")
    for line in config.stash[FIGURES]:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether the long form is wanted."""
    return LONG


@pytest.fixture
def figure(request):
    """Writes a figure down for the summary."""
    return lambda text: request.config.stash[FIGURES].append(f"{request.node.name}: {text}")


@pytest.fixture(scope="session")
def folder():
    """A folder that the account of the embedded database can enter, too."""
    path = Path(tempfile.mkdtemp(prefix="reeve-edge-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def certificate(folder) -> tuple[Path, Path]:
    """A certificate for loopback and its key."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", chain,
        ],
        check=True, capture_output=True,
    )
    return chain, key


@pytest.fixture(params=["plain", "TLS"])
def edge(request, certificate):
    """A server of the HTTP module alone, in a process of its own."""
    edge = EdgeProcess(certificate if request.param == "TLS" else None)
    yield edge
    assert edge.stop() == 0


@pytest.fixture
def plain_edge():
    """The same without TLS."""
    edge = EdgeProcess(None)
    yield edge
    assert edge.stop() == 0


@pytest.fixture(params=["plain", "TLS"])
def reeve(request, folder, certificate):
    """A whole server with room for many connections."""
    place = folder / f"reeve-{request.param}"
    place.mkdir()
    (place / "reeve.yaml").write_text("limits: {requests: 1000000, anonymous: 1000000}\n")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    options = {"before": ("prlimit", f"--nofile={most}:{most}")}
    arguments = ["--config", str(place / "reeve.yaml")]
    if request.param == "TLS":
        options |= {"scheme": "https", "verify": str(certificate[0])}
        arguments += ["--tls-cert", str(certificate[0]), "--tls-key", str(certificate[1])]
    server = ReeveProcess(place, *arguments, **options)
    yield server
    if server.process.poll() is None:
        assert server.stop() == 0
