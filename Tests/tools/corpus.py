#!/usr/bin/env python3
"""Runs the shared corpus of flows against a server of its own.

    .build/python/bin/python Tests/tools/corpus.py [REEVE] [ARGUMENT OF THE RUNNER...]

What has to be accepted is accepted, what has to be refused is refused, graphs have their sizes, and executions end as they
have to. What this release does not do yet is in `corpus_pending.yaml`, each case with its reason: a case that is there and
passes is a failure as well, until it is taken out. Ends as the runner of the corpus does, with `passed N of M`; exit status 0
when all passed that have to.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
PENDING = Path(__file__).with_name("corpus_pending.yaml")
# What the corpus wants to find in the variables of the process and in its configuration.
VARIABLES = {"CORPUS_TEST1": "true", "CORPUS_TEST2": "Pass by env"}
GLOBALS = {"string": "string", "int": 1, "bool": True, "nested": {"int": 2}}

sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))


def judged(results: list[dict], pending: dict[str, str]) -> list[str]:
    """What is not as it has to be, a line each."""
    known = {one["id"]: one for one in results}
    faults = [f"{id}: fails: {'; '.join(one['problems'][:2])}" for id, one in known.items() if not one["ok"] and id not in pending]
    faults += [f"{id}: passes, and is in {PENDING.name}: take it out" for id in pending if id in known and known[id]["ok"]]
    return sorted(faults)


def main() -> int:
    """Starts a server, runs the corpus against it, and stops it."""
    arguments = sys.argv[1:]
    if arguments and not arguments[0].startswith("-"):
        os.environ["REEVE"] = str(Path(arguments.pop(0)).resolve())
    if not CORPUS.is_dir():
        print(f"the corpus is not at {CORPUS}")
        return 2
    from reeve_process import ReeveProcess

    pending = {id: reason for reason, ids in yaml.safe_load(PENDING.read_text()).items() for id in ids}
    with tempfile.TemporaryDirectory(prefix="reeve-corpus-") as folder:
        # The account of the embedded database enters it, too.
        os.chmod(folder, 0o755)
        report, settings, values = (Path(folder) / name for name in ("report.json", "reeve.yaml", "globals.yaml"))
        values.write_text(yaml.safe_dump(GLOBALS))
        settings.write_text(yaml.safe_dump({
            "limits": {"requests": 100000, "anonymous": 100000},
            "executor": {"environment": "CORPUS_", "globals": str(values)},
        }))
        server = ReeveProcess(Path(folder), "--config", str(settings), variables=VARIABLES)
        try:
            server.set_up("main")
            made = server.session().post("/api/v1/me/api-tokens", json={"name": "corpus"})
            made.raise_for_status()
            done = subprocess.run(
                [
                    sys.executable, CORPUS / "run_corpus.py", "--base-url", server.url, "--tenant", "main",
                    "--token", made.json()["fullToken"], "--with", "server-config", "--json", report, *arguments,
                ],
                check=False,
            )
        finally:
            ended = server.stop()
        if done.returncode == 2 or not report.is_file():
            return 2
        results = json.loads(report.read_text())["results"]
    faults = judged(results, pending)
    left = [one["id"] for one in results if one["id"] in pending]
    print(f"{len(left)} cases are known not to pass yet, {len(faults)} are not as they have to be")
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else ended


if __name__ == "__main__":
    sys.exit(main())
