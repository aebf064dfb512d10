"""What every figure needs: processes measured, load generated, ours and the peer's turn by turn, and bars."""

import json
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@dataclass
class Figure:
    """One number beside its bar. `bar` names an entry of thresholds.json; a figure without one only informs."""

    name: str
    value: float
    unit: str
    detail: str = ""
    samples: list[float] = field(default_factory=list)


class Bars:
    """The thresholds that are checked in."""

    def __init__(self, path: Path = HERE / "thresholds.json"):
        self.bars = json.loads(path.read_text())

    def of(self, figure: Figure) -> dict | None:
        """The bar of a figure: `{"least": x}` or `{"most": x}`."""
        return self.bars.get(figure.name)

    def holds(self, figure: Figure) -> bool | None:
        """Whether a figure is within its bar; `None` for one that has none."""
        bar = self.of(figure)
        if bar is None:
            return None
        return figure.value >= bar["least"] if "least" in bar else figure.value <= bar["most"]

    def text(self, figure: Figure) -> str:
        """The bar as a person reads it."""
        bar = self.of(figure)
        if bar is None:
            return ""
        return f">= {bar['least']:g}" if "least" in bar else f"<= {bar['most']:g}"


def processor_seconds(pid: int) -> float:
    """How long the threads of a process have run, by the scheduler's own clock; without its children."""
    total = 0
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            total += int((thread / "schedstat").read_text().split()[0])
    except OSError:
        # A process or a thread that has just ended.
        pass
    return total / 1e9


def descendants_seconds(pid: int) -> float:
    """The same of the processes that a process has started and that still run."""
    return sum(processor_seconds(child) + descendants_seconds(child) for child in children(pid))


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in listing.read_text().split()]
        except OSError:
            continue
    return found


def forget_peak(pid: int) -> None:
    """Lets the peak of the resident memory of a process begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def resident(pid: int, what: str = "VmRSS") -> float:
    """Resident memory in MB (10^6 bytes); `VmHWM` for the most there ever was."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", text)[1]) * 1024 / 1e6


@dataclass
class Load:
    """What a run of wrk came to."""

    requests: int
    seconds: float
    errors: int
    p50: float
    p99: float
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_each(self) -> float:
        """Processor time of the measured process for one request, in microseconds."""
        return self.cpu / max(1, self.requests) * 1e6


MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def milliseconds(text: str) -> float:
    """A duration as wrk writes it."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * MILLISECONDS[unit]


def wrk(
    url: str, *, connections: int, seconds: float, script: str | None = None, arguments: list[str] = (),
    headers: dict[str, str] | None = None, pid: int | None = None, may_be_refused: bool = False,
) -> Load:
    """Runs wrk with one thread; counts the processor time of `pid` meanwhile. A request that is refused or lost is an error."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "30s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(HERE / "wrk" / script)]
    command += [url]
    if arguments:
        command += ["--", *arguments]
    before = processor_seconds(pid) if pid else 0
    run = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90)
    cpu = processor_seconds(pid) - before if pid else 0
    if run.returncode != 0:
        raise RuntimeError(f"wrk failed: {run.stdout}{run.stderr}")
    requests, took = re.search(r"(\d+) requests in ([\d.]+m?s)", run.stdout).groups()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", run.stdout)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", run.stdout)
    latency = dict(re.findall(r"^\s+(50|99)%\s+(\S+)", run.stdout, re.M))
    load = Load(
        requests=int(requests), seconds=milliseconds(took) / 1000,
        errors=(int(refused[1]) if refused and not may_be_refused else 0) + (sum(map(int, broken.groups())) if broken else 0),
        p50=milliseconds(latency["50"]), p99=milliseconds(latency["99"]), cpu=cpu,
    )
    if load.errors:
        raise RuntimeError(f"{load.errors} of {load.requests} requests failed at {url}")
    return load


def by_turns(rounds: int, *sides: Callable[[], float]) -> list[list[float]]:
    """Measures the sides one after the other, round by round, so that what disturbs the machine disturbs all of them."""
    samples: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for index, side in enumerate(sides):
            samples[index].append(side())
    return samples


def median(samples: list[float]) -> float:
    """The median."""
    return statistics.median(samples)


def paired(ours: list[float], theirs: list[float]) -> list[float]:
    """The ratio of each pair."""
    return [a / b for a, b in zip(ours, theirs)]


def machine() -> dict:
    """What the figures were measured on."""
    model = re.search(r"model name\s+: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())

    def version(*command: str) -> str:
        run = subprocess.run(command, capture_output=True, text=True)
        return (run.stdout + run.stderr).strip().splitlines()[0]

    return {
        "processor": model[1] if model else platform.machine(), "processors": os.cpu_count(),
        "memory_gb": round(int(memory[1]) / 1e6, 1), "kernel": platform.release(),
        "load": os.getloadavg()[0], "swift": version("swift", "--version"),
        "nginx": version("nginx", "-v"), "postgres": version("psql", "--version"),
    }
