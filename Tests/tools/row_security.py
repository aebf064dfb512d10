#!/usr/bin/env python3
"""Lints the row security of a migrated database with pgrls, and proves it.

    Tests/tools/row_security.py postgresql:///reeve?host=/run/postgresql

Fails on any error or warning, on an exception in pgrls.toml that excuses nothing, on a leak, on a policy that is not proven and not
one of those that span tenants by design, and on one of these that a role of the tenants holds. What the tenants' own role holds is
proven once more, strictly, with nothing excused: a policy counts for its roles alone, so in a copy of the schema without the policies
of the other roles every table must be PROVEN. The copy is a database beside the one of the connection, which is not changed; the role
must be allowed to make it.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

PGRLS = "0.57.1"
ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".build" / f"pgrls-{PGRLS}"
CONFIGURATION = Path(__file__).with_name("pgrls.toml")
MODES = ("anon", "cross-tenant", "write", "escalation", "reachability")

# The leaves of partitioned tables: shut to everyone by row security without a policy. Named after months, so not in the file.
LEAVES = """
select n.nspname || '.' || c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relispartition and n.nspname = 'reeve' and c.relrowsecurity and c.relforcerowsecurity
  and not exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner)
order by 1
"""
# What the migration runner notes down for itself: no rows of anybody's, and nobody but the owner may read it.
LEDGERS = """
select n.nspname || '.' || c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'reeve' and c.relname in ('reeve_migration', 'reeve_row_policies')
  and not exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner)
order by 1
"""
# Each policy, and the roles that hold it.
POLICIES = """
select schemaname || '.' || tablename || '.' || policyname, roles::text[] from pg_policies where schemaname = 'reeve'
"""
# The tables that have rows of tenants.
TENANT_TABLES = """
select n.nspname || '.' || c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where n.nspname = 'reeve' and c.relkind in ('r', 'p') order by 1
"""


# What the tenants' own role does not hold.
OTHERS = """
select format('drop policy %I on %I.%I', policyname, schemaname, tablename)
from pg_policies where schemaname = 'reeve' and not ('reeve_app' = any(roles))
"""
COPY = "reeve_proof"


def enter_environment() -> None:
    """Goes on in an environment that has pgrls, making it if it is not there."""
    python = VENV / "bin" / "python"
    if Path(sys.prefix) == VENV:
        return
    if not (VENV / ".installed").exists():
        venv.create(VENV, with_pip=True, clear=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"pgrls=={PGRLS}"], check=True
        )
        (VENV / ".installed").touch()
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


def pgrls(*arguments: str) -> dict:
    """What pgrls answers, as JSON; it leaves with 1 where it found something."""
    run = subprocess.run([VENV / "bin" / "pgrls", *arguments, "--format", "json"], capture_output=True, text=True)
    try:
        return json.loads(run.stdout)
    except json.JSONDecodeError:
        sys.exit(f"pgrls {arguments[0]} failed: {run.stderr.strip() or run.stdout.strip()}")


def findings(url: str, configuration: dict, folder: str) -> list[dict]:
    """What lint finds under a configuration."""
    path = Path(folder) / "pgrls.toml"
    path.write_text(toml(configuration))
    return pgrls("lint", "--database-url", url, "--config", str(path))["violations"]


def toml(configuration: dict) -> str:
    """The tables of a configuration as TOML: their values are lists of strings, which JSON writes alike."""
    lines = ["[database]", f"schemas = {json.dumps(configuration['database']['schemas'])}"]
    lines += ["[lint]", f"disable = {json.dumps(configuration['lint']['disable'])}"]
    for rule, options in configuration["lint"]["rules"].items():
        lines.append(f"[lint.rules.{rule}]")
        lines += [f"{name} = {json.dumps(value)}" for name, value in options.items()]
    return "\n".join(lines) + "\n"


def lint(url: str, configuration: dict, leaves: list[str], ledgers: list[str]) -> tuple[list[str], str]:
    """Problems, and a summary."""
    rules = configuration["lint"]["rules"]
    rules["SEC001"] = {"allowlist": ledgers}
    rules["SEC009"] = {"allowlist": leaves}
    with tempfile.TemporaryDirectory() as folder:
        found = findings(url, configuration, folder)
        bare = {**configuration, "lint": {**configuration["lint"], "rules": {
            rule: {name: value for name, value in options.items() if name != "allowlist"} for rule, options in rules.items()
        }}}
        # A location may carry more than the name: `reeve.tenant (tenant_slug_live)`.
        unexcused = {(finding["rule_id"], finding["location"].split(" ")[0]) for finding in findings(url, bare, folder)}
    problems = [
        f"{finding['severity']} {finding['rule_id']} {finding['location']}: {finding['title']}" for finding in found
        if finding["severity"] in ("error", "warning")
    ]
    excuses = 0
    for rule, options in rules.items():
        for name in options.get("allowlist", []):
            excuses += 1
            if (rule, name) not in unexcused:
                problems.append(f"pgrls.toml excuses `{name}` from {rule}, which finds nothing there")
    counts = {kind: sum(finding["severity"] == kind for finding in found) for kind in ("error", "warning", "info")}
    return problems, (
        f"lint {counts['error']} errors, {counts['warning']} warnings, {counts['info']} infos ({excuses} reasoned exceptions)"
    )


def verify(url: str, configuration: dict, policies: dict[str, list[str]], tenant_tables: list[str]) -> tuple[list[str], str]:
    """Problems, and a summary."""
    spanning = set(configuration["reeve"]["spanning_policies"])
    may_span = set(configuration["reeve"]["spanning_roles"])
    problems, summaries, unproven = [], [], set()
    for name in sorted(spanning):
        if name not in policies:
            problems.append(f"pgrls.toml names the policy `{name}`, which is not there")
        elif not set(policies[name]) <= may_span:
            problems.append(f"`{name}` spans tenants and is held by {', '.join(policies[name])}")
    excused = {name for name in spanning if name in policies and set(policies[name]) <= may_span}
    for mode in MODES:
        report = pgrls("verify", "--database-url", url, "--config", str(CONFIGURATION), "--mode", mode)
        if mode in ("escalation", "reachability"):
            bad = [table["table"] for table in report["tables"] if table["verdict"] == "leak"]
            problems += [f"verify {mode}: {table} leaks" for table in bad]
            summaries.append(f"{mode} {len(bad)} paths")
            continue
        proven = set()
        for table in report["tables"]:
            verdicts = {f"{table['table']}.{policy['policy']}": policy["verdict"] for policy in table["policies"]}
            left = {name: verdict for name, verdict in verdicts.items() if verdict != "isolated"}
            unproven |= left.keys()
            for name, verdict in left.items():
                if verdict == "leak" or name not in excused:
                    problems.append(f"verify {mode}: `{name}` is {verdict}")
            if table["verdict"] == "leak" or (table["verdict"] != "isolated" and not left):
                problems.append(f"verify {mode}: {table['table']} is {table['verdict']}")
            if not left.keys() - excused:
                proven.add(table["table"])
        missing = [table for table in tenant_tables if table not in proven]
        problems += [f"verify {mode}: {table} is not proven" for table in missing]
        summaries.append(f"{mode} {len(tenant_tables) - len(missing)}/{len(tenant_tables)} tenant tables PROVEN")
    problems += [f"pgrls.toml lets `{name}` span tenants, yet it is proven not to" for name in sorted(spanning - unproven)]
    return problems, f"verify {', '.join(summaries)} ({len(spanning)} policies of the instance and the doors span tenants)"


def prove(url: str) -> tuple[list[str], str]:
    """Problems, and a summary: the tables as the tenants' own role has them, with nothing excused."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parts = conninfo_to_dict(url)
    maintenance, copy = (make_conninfo(**parts | {"dbname": name}) for name in ("postgres", COPY))
    programs = Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    problems, summaries = [], []
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"create database {COPY}")
        try:
            schema = subprocess.run(
                [programs / "pg_dump", "--schema-only", f"--dbname={url}"], capture_output=True, check=True
            )
            subprocess.run(
                [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={copy}"],
                input=schema.stdout, stdout=subprocess.DEVNULL, check=True,
            )
            with psycopg.connect(copy) as copied:
                for (statement,) in copied.execute(OTHERS).fetchall():
                    copied.execute(statement)
                tables = copied.execute("select count(*) from pg_class where relrowsecurity").fetchone()[0]
            for mode in ("anon", "cross-tenant", "write"):
                run = subprocess.run(
                    [
                        VENV / "bin" / "pgrls", "verify", "--database-url", copy, "--config", str(CONFIGURATION),
                        "--mode", mode, "--strict",
                    ],
                    capture_output=True, text=True,
                )
                proven = len(re.findall(r"^reeve\.\S+ +PROVEN ", run.stdout, re.M))
                if run.returncode != 0 or proven != tables or tables == 0:
                    problems.append(f"verify --mode {mode} --strict as the tenants' role:\n{run.stdout}{run.stderr}")
                summaries.append(f"{mode} {proven}/{tables}")
        finally:
            connection.execute(f"drop database {COPY} with (force)")
    return problems, f"strictly, as the tenants' role: {', '.join(summaries)} tables PROVEN"


def main() -> None:
    """Checks the database of the arguments."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} CONNECTION")
    enter_environment()
    import psycopg

    url = sys.argv[1]
    with psycopg.connect(url) as connection:
        leaves = [name for (name,) in connection.execute(LEAVES)]
        ledgers = [name for (name,) in connection.execute(LEDGERS)]
        policies = dict(connection.execute(POLICIES).fetchall())
        tenant_tables = [name for (name,) in connection.execute(TENANT_TABLES)]
    if not tenant_tables:
        sys.exit("the database has no tables of tenants")
    configuration = tomllib.loads(CONFIGURATION.read_text())
    lint_problems, lint_summary = lint(url, configuration, leaves, ledgers)
    verify_problems, verify_summary = verify(url, configuration, policies, tenant_tables)
    proof_problems, proof_summary = prove(url)
    problems = lint_problems + verify_problems + proof_problems
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"pgrls {PGRLS}: {lint_summary}; {verify_summary}; {proof_summary}")
    sys.exit(1 if problems else 0)


main()
