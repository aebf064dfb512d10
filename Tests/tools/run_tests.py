#!/usr/bin/env python3
"""Runs every suite and counts: modules, fuzz corpora, a whole server, faults, the edge, row security,
the judges of SCIM, the corpus of flows.

    .build/python/bin/python Tests/tools/run_tests.py

Ends with one line, `N passed, M failed`, and fails if anything failed or a suite ran nothing.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "Tests" / "tools"
REEVE = ROOT / ".build" / "debug" / "reeve"


@dataclass
class Count:
    """What came of a suite."""

    suite: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0


def run(*command: str | Path, limit: int, environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Runs a command, shows what it writes as it writes it, and returns how it ended and what it wrote."""
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", start_new_session=True, env=os.environ | (environment or {}),
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, end)
    timer.start()
    written = []
    for line in process.stdout:
        written.append(line)
        # A failed expectation may show what it compared, whatever its size.
        print(line if len(line) <= 400 else line[:400] + " ...\n", end="", flush=True)
    code = process.wait()
    timer.cancel()
    if late.is_set():
        print(f"{command[0]} was not done within {limit} s")
        code = code or 124
    return code, "".join(written)


def swift() -> Count:
    """The tests of the modules."""
    count = Count("modules (swift test)")
    code, _ = run("swift", "build", "--build-tests", limit=1500)
    if code != 0:
        count.failed = 1
        return count
    # One target after the other: all tests at once keep two processors from answering any of them in time.
    for target in sorted(folder.name for folder in (ROOT / "Tests").glob("*Tests")):
        count_target(target, count)
    return count


def fuzz_corpora() -> Count:
    """What the fuzzer was given and found, read by the modules as they are now."""
    count = Count("fuzz corpora")
    count_target("FuzzTests", count)
    return count


def count_target(target: str, count: Count) -> None:
    """Runs the tests of one target and adds them to a count."""
    code, text = run("swift", "test", "--skip-build", "--filter", rf"^{target}\.", limit=600)
    total = sum(int(number) for number in re.findall(r"Test run with (\d+) tests?", text))
    skipped = len(re.findall(r"Test \S.* skipped", text))
    broken = len(set(re.findall(r"^✘ Test (.+?) (?:with \d+ test cases? )?failed after", text, re.M)))
    if broken == 0 and (code != 0 or total == 0):
        print(f"{target}: {'ended with ' + str(code) if code else 'ran nothing'}")
        broken = 1
    count.failed += broken
    count.skipped += skipped
    count.passed += max(0, total - broken - skipped)


def python(name: str, target: str) -> Count:
    """Tests of pytest."""
    count = Count(name)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code, _ = run(
            sys.executable, "-m", "pytest", "-q", "--tb=short", f"--junit-xml={report}", target,
            limit=900, environment={"REEVE": str(REEVE)},
        )
        if report.exists():
            for suite in ElementTree.parse(report).iter("testsuite"):
                failed, skipped = int(suite.get("failures", 0)) + int(suite.get("errors", 0)), int(suite.get("skipped", 0))
                count.failed += failed
                count.skipped += skipped
                count.passed += max(0, int(suite.get("tests", 0)) - failed - skipped)
    if code != 0 and count.failed == 0:
        count.failed = 1
    return count


def row_security() -> Count:
    """The proof of row security over the database of a fresh server."""
    count = Count("row security (pgrls)")
    with tempfile.TemporaryDirectory(prefix="reeve-rows-") as folder:
        os.chmod(folder, 0o755)
        log = Path(folder) / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [REEVE, "server", "--data", f"{folder}/data", "--listen", "127.0.0.1:0", "--management", "127.0.0.1:0"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )
        try:
            end = time.monotonic() + 60
            while b'"message":"serving"' not in log.read_bytes():
                if server.poll() is not None or time.monotonic() > end:
                    print(log.read_text(errors="replace"))
                    count.failed = 1
                    return count
                time.sleep(0.1)
            url = f"postgresql:///reeve?host={folder}/data/postgres/run&user=postgres"
            code, _ = run(sys.executable, TOOLS / "row_security.py", url, limit=600)
        finally:
            server.terminate()
            ended = server.wait(60)
    count.passed, count.failed = (1, 0) if code == 0 and ended == 0 else (0, 1)
    return count


def corpus(script: Path) -> Count:
    """The flows of the shared corpus."""
    count = Count("corpus of flows")
    code, text = run(sys.executable, script, REEVE, limit=600)
    for passed in re.findall(r"^passed (\d+) of \d+$", text, re.M):
        count.passed += int(passed)
    # Cases that this release does not do yet are named with their reasons; one that passes all the same is a fault.
    for pending, faults in re.findall(r"^(\d+) cases are known not to pass yet, (\d+) are not", text, re.M):
        count.skipped += int(pending)
        count.failed += int(faults)
    if code != 0 and count.failed == 0:
        count.failed = 1
    return count


def judges(script: Path) -> Count:
    """The judges of SCIM; each tells its count in a line."""
    count = Count("SCIM judges")
    code, text = run(sys.executable, script, "--reeve", REEVE, "--judges", Path(sys.executable).parent, limit=600)
    for passed, total, refused in re.findall(r": (\d+) of (\d+), (\d+) refused on purpose$", text, re.M):
        count.passed += int(passed)
        count.skipped += int(refused)
        count.failed += int(total) - int(passed) - int(refused)
    if code != 0 and count.failed == 0:
        count.failed = 1
    return count


def main() -> None:
    """Runs the suites and sums up."""
    if sys.argv[1:]:
        sys.exit(f"usage: {sys.argv[0]}")
    suites = [
        swift, fuzz_corpora, lambda: python("whole server (pytest)", "Tests/EndToEnd"),
        lambda: python("faults (pytest)", "Tests/Faults"), lambda: python("edge (pytest)", "Tests/Edge"), row_security,
    ]
    script = TOOLS / "scim_judges.py"
    if script.exists():
        suites.append(lambda: judges(script))
    # It stands beside the package, where it is there at all.
    if (ROOT.parent / "shared" / "corpus").is_dir():
        suites.append(lambda: corpus(TOOLS / "corpus.py"))
    counts = []
    for suite in suites:
        began = time.monotonic()
        counts.append(suite())
        counts[-1].seconds = time.monotonic() - began
        if not REEVE.exists():
            break
    print()
    for count in counts:
        # A suite that ran nothing proves nothing.
        if count.passed + count.failed == 0:
            count.failed = 1
        skipped = f", {count.skipped} skipped" if count.skipped else ""
        print(f"{count.suite}: {count.passed} of {count.passed + count.failed}{skipped} in {count.seconds:.0f} s")
    passed, failed, skipped = (sum(getattr(count, part) for count in counts) for part in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
