"""The state machine of executions: events a second on one core, by the program `execution-bench`."""

import json
import subprocess
from collections.abc import Iterator

from harness import ROOT, Figure, median

BENCH = ROOT / ".build" / "release" / "execution-bench"


def figures(stage) -> Iterator[Figure]:
    """The figures of the state machine; `linear` compares the rates of 10,000 and of 1,000 task runs."""
    subprocess.run(
        ["swift", "build", "--quiet", "--configuration", "release", "--static-swift-stdlib", "--product", "execution-bench"],
        cwd=ROOT,
        check=True,
    )
    rounds: dict[str, list[float]] = {}
    told: dict[str, str] = {}
    for _ in range(stage.rounds(5)):
        for line in subprocess.check_output([BENCH], text=True).splitlines():
            figure = json.loads(line)
            rounds.setdefault(figure["name"], []).append(figure["rate"])
            told[figure["name"]] = figure["what"]
    for name, samples in rounds.items():
        yield Figure(f"execution.{name}", median(samples), "events/s", told[name], samples)
    ratios = [
        large / small
        for way in ("one", "ten", "all")
        for large, small in zip(rounds[f"{way}.10000"], rounds[f"{way}.1000"])
    ]
    yield Figure("execution.linear", min(ratios), "x the rate of 1,000", "10,000 task runs, the worst of three loops", ratios)
