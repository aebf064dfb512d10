#!/usr/bin/env -S python3 -B
"""Measures the program against the bars of thresholds.json, and prints every figure beside its bar.

    Tests/Benchmarks/bench.py [--quick] [--only SUBJECT ...] [--json FILE]

Starts all it needs on free ports in a folder of its own and stops it. Ours and the peer are measured turn by turn; a figure is the
median of its rounds. Ends with status 1 if a figure misses its bar. `--quick` measures shorter and among fewer rows.
"""

import argparse
import importlib
import json
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from harness import ROOT, Bars, machine
from stage import REEVE

SUBJECTS = ("process", "commands", "expressions", "flows", "execution", "edge", "users", "groups", "secrets", "executions", "audit", "memory")


@dataclass
class Stage:
    """Where and how long is measured."""

    folder: Path
    quick: bool

    def rounds(self, full: int) -> int:
        """How many rounds of the full number are done."""
        return max(3, full // 2) if self.quick else full

    def seconds(self, full: int) -> int:
        """How long one round takes."""
        return max(1, full // 2) if self.quick else full


def main() -> None:
    """Measures the subjects of the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="measure shorter and among fewer rows")
    parser.add_argument("--only", nargs="+", choices=SUBJECTS, default=SUBJECTS, help="the subjects that are measured")
    parser.add_argument("--json", type=Path, help="where the figures are written; .build/bench/figures.json if it is not said")
    arguments = parser.parse_args()
    if not REEVE.exists():
        sys.exit(f"{REEVE} is not there: build it with `make build`")
    stage = Stage(ROOT / ".build" / "bench", arguments.quick)
    stage.folder.mkdir(parents=True, exist_ok=True)
    bars, facts, figures, began = Bars(), machine(), [], time.monotonic()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    for subject in SUBJECTS:
        if subject not in arguments.only:
            continue
        for figure in importlib.import_module(f"figures.{subject}").figures(stage):
            figures.append(figure)
            verdict = {True: "ok  ", False: "MISS", None: "    "}[bars.holds(figure)]
            print(f"{verdict} {figure.name:26} {figure.value:10,.2f} {figure.unit:22} {bars.text(figure):9} {figure.detail}", flush=True)
        shutil.rmtree(stage.folder / subject, ignore_errors=True)
    path = arguments.json or stage.folder / "figures.json"
    path.write_text(
        json.dumps(
            {
                "machine": facts, "quick": arguments.quick, "seconds": round(time.monotonic() - began),
                "figures": [asdict(figure) | {"bar": bars.of(figure), "holds": bars.holds(figure)} for figure in figures],
            },
            indent=2,
        )
    )
    missed = [figure.name for figure in figures if bars.holds(figure) is False]
    print(f"{len(figures)} figures in {time.monotonic() - began:.0f} s, {len(missed)} missed{': ' + ', '.join(missed) if missed else ''}; {path}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
