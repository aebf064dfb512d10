#!/usr/bin/env python3
"""Breaks the service in every way of `Tests/Faults`, and by chance until the time is over; ends with its counts.

    .build/python/bin/python Tests/Faults/chaos.py 10

The argument is how many minutes it takes, 10 if it is left out. Fails unless nothing was lost, nothing is contradicted
and every test passed. FAULTS_SEED repeats a run.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ledger import Counts

FOLDER = Path(__file__).resolve().parent
# The shortest and the longest time of faults by chance.
LEAST, MOST = 60, 86_400
# What a run may take beyond its time: the end of what it has begun.
EXTRA = 900


def pytest(seed: str, *arguments: str, seconds: int = 0, limit: float) -> tuple[int, Counts]:
    """Runs tests of the folder in the long form; tells how they ended and what they counted."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "counts.json"
        environment = os.environ | {
            "FAULTS_LONG": "1", "FAULTS_SEED": seed, "FAULTS_SECONDS": str(seconds), "FAULTS_COUNTS": str(report),
        }
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", *arguments]
        process = subprocess.Popen(command, cwd=FOLDER.parents[1], env=environment)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            print(f"not done within {limit:.0f} s")
            # Its servers are stopped then, too.
            process.send_signal(signal.SIGINT)
            code = process.wait(120) or 124
        counts = Counts()
        if report.exists():
            counts.add(json.loads(report.read_text()))
        elif code == 0:
            code = 1
        return code, counts


def main() -> None:
    minutes = float(sys.argv[1]) if sys.argv[1:] else 10
    began = time.monotonic()
    end = began + minutes * 60
    seed = os.environ.get("FAULTS_SEED") or f"{random.SystemRandom().getrandbits(32):08x}"
    total, failed = Counts(), []
    by_chance = FOLDER / "test_random_faults.py"
    # Each fault by itself first, as far as half of the time goes; then all of them by chance.
    files = [path for path in sorted(FOLDER.glob("test_*.py")) if path != by_chance]
    random.Random(seed).shuffle(files)
    runs = 0
    for path in files:
        if time.monotonic() > began + minutes * 30:
            print(f"no time for {path.name} by itself", flush=True)
            continue
        code, counts = pytest(seed, str(path), limit=EXTRA)
        total.add(counts.__dict__)
        runs += 1
        if code != 0:
            failed.append(path.name)
    left = min(MOST, max(LEAST, int(end - time.monotonic())))
    code, counts = pytest(seed, str(by_chance), seconds=left, limit=left + EXTRA)
    total.add(counts.__dict__)
    if code != 0:
        failed.append(by_chance.name)
    print()
    took = (time.monotonic() - began) / 60
    print(f"chaos, seed {seed}, {took:.1f} minutes, {runs} of {len(files)} files by themselves")
    print("\n".join(total.lines()))
    if failed:
        print(f"failed: {', '.join(failed)}")
    sys.exit(1 if failed or total.lost or total.contradicted or total.acknowledged == 0 else 0)


if __name__ == "__main__":
    main()
