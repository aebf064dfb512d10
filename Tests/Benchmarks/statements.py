"""What a request sends to Postgres, as a script for pgbench."""

import os
import re
import subprocess
from pathlib import Path

from stage import Reeve

SETTINGS = {"log_statement": "'all'", "log_parameter_max_length": "-1", "log_error_verbosity": "'default'"}


def configure(server: Reeve, wanted: bool) -> None:
    """Turns the log of statements with their values on or off."""
    for name, value in SETTINGS.items():
        server.sql(f"alter system set {name} = {value}" if wanted else f"alter system reset {name}")
    server.sql("select pg_reload_conf(), pg_sleep(0.5)")


def of(server: Reeve, request) -> list[str]:
    """The statements of one request, with its values in place, as the server's log tells them."""
    request()
    configure(server, True)
    try:
        log = max((server.data / "postgres" / "log").iterdir(), key=lambda file: file.stat().st_mtime)
        size = log.stat().st_size
        request()
        # The end of a read is not waited for.
        server.sql("select pg_sleep(0.3)")
        text = log.read_text()[size:]
    finally:
        configure(server, False)
    found: list[str] = []
    for entry in re.split(r"^(?=\d{4}-\d\d-\d\d )", text, flags=re.M):
        if " reeve_app@reeve " not in entry:
            continue
        if match := re.search(r"LOG:  execute [^:]+: (.*)", entry, re.S):
            found.append(re.sub(r"\s+", " ", match[1]).strip())
        elif match := re.search(r"DETAIL:  [Pp]arameters: (.*)", entry, re.S):
            values = dict(re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", match[1]))
            found[-1] = re.sub(r"\$(\d+)", lambda number: values[number[1]], found[-1])
    if not found or found[0].split()[0] != "begin" or found[-1] != "commit":
        raise RuntimeError(f"the statements of the request are not all in the log: {found}")
    return found


def pgbench(server: Reeve, script: list[str], *, connections: int, seconds: float, folder: Path) -> float:
    """Transactions a second of pgbench with prepared statements, as the service's own role; no round trip is saved."""
    file = folder / "statements.sql"
    file.write_text("".join(f"{line};\n" for line in script))
    programs = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
    run = subprocess.run(
        [
            f"{programs}/pgbench", "-n", "-M", "prepared", f"-c{connections}", "-j1", f"-T{max(1, round(seconds))}",
            "-f", file, "-h", server.socket, "-U", "reeve_app", "reeve",
        ],
        capture_output=True, text=True, env=os.environ | {"PGOPTIONS": "-c search_path=reeve"},
    )
    rate = re.search(r"tps = ([\d.]+)", run.stdout)
    if run.returncode != 0 or not rate or re.search(r"failed transactions: [1-9]", run.stdout):
        raise RuntimeError(f"pgbench failed: {run.stdout}{run.stderr}")
    return float(rate[1])
