#!/usr/bin/env python3
"""Compares the imports of each target with the dependencies it declares.

SwiftPM does not report an import that is reached through another target.
Also holds the rings: a module imports nothing above it.
"""

import json
import pathlib
import re
import subprocess
import sys

# From the outermost ring to the innermost; a target may depend on those after it.
RINGS = [
    {"reeve"},
    {"Gateway", "Worker"},
    {"Executor"},
    {"Flows", "WorkerProtocol", "Sandbox"},
    {"Provisioning"},
    {"Secrets"},
    {"Access"},
    {"Audit"},
    {"Tenancy"},
    {"Schema"},
    {"HTTP", "HTTPClient", "Postgres", "YAML", "Terminal", "Archive", "Expressions"},
    {"Crypto", "Daemon"},
    {"EventLoop", "JSON"},
    {"CPostgres", "COpenSSL", "CArgon2", "CNGHTTP2", "CYAML", "CCurl", "CPCRE2", "CJQ", "CLinux", "CArchive"},
]
IMPORT = re.compile(
    r"^[ \t]*(?:@\w+[ \t]+)*(?:(?:public|package|internal|private|fileprivate)[ \t]+)?import[ \t]+(?:\w+[ \t]+)?(\w+)", re.M
)


def main() -> int:
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"], text=True))
    declared = {
        target["name"]: {name for dependency in target["dependencies"] for name in named(dependency)}
        for target in package["targets"]
    }
    ring = {name: index for index, names in enumerate(RINGS) for name in names}
    faults = []
    for target in package["targets"]:
        name = target["name"]
        if target["type"] in ("system", "plugin"):
            continue
        folder = pathlib.Path(target.get("path") or ("Tests" if target["type"] == "test" else "Sources") + "/" + name)
        imported = {
            found for file in folder.rglob("*.swift") for found in IMPORT.findall(file.read_text(encoding="utf-8"))
        } & set(declared)
        faults += [f"{name} imports {other} and does not declare it" for other in sorted(imported - declared[name] - {name})]
        if target["type"] == "test" or name not in ring:
            continue
        unused = declared[name] - imported
        faults += [f"{name} declares {other} and does not import it" for other in sorted(unused)]
        faults += [
            f"{name} depends on {other}, which is not below it"
            for other in sorted(declared[name])
            if ring[other] <= ring[name]
        ]
    faults += [f"{name} is in no ring" for name in declared if in_sources(name) and name not in ring]
    print("\n".join(faults) or f"the imports of {len(declared)} targets are those declared")
    return 1 if faults else 0


def named(dependency: dict) -> list[str]:
    return [value[0] for key, value in dependency.items() if key in ("byName", "target")]


def in_sources(name: str) -> bool:
    return pathlib.Path("Sources", name).is_dir()


if __name__ == "__main__":
    sys.exit(main())
