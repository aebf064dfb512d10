"""Reading declarations of flows: microseconds a flow, by the program `flows-bench`."""

import json
import subprocess
from collections.abc import Iterator

from harness import ROOT, Figure, median

BENCH = ROOT / ".build" / "release" / "flows-bench"


def figures(stage) -> Iterator[Figure]:
    """The figures of flows."""
    subprocess.run(
        ["swift", "build", "--quiet", "--configuration", "release", "--static-swift-stdlib", "--product", "flows-bench"],
        cwd=ROOT,
        check=True,
    )
    rounds: dict[str, list[float]] = {}
    lines: dict[str, int] = {}
    for _ in range(stage.rounds(6)):
        for line in subprocess.check_output([BENCH], text=True).splitlines():
            figure = json.loads(line)
            rounds.setdefault(figure["name"], []).append(figure["microseconds"])
            lines[figure["name"]] = figure["lines"]
    for name, samples in rounds.items():
        yield Figure(f"flows.{name}", median(samples), "us", f"{lines[name]} lines", samples)
