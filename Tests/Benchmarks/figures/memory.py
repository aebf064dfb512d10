"""Memory under load that goes on: what a million requests of every kind leave behind."""

import time

from harness import Figure, resident, wrk
from stage import Reeve, fresh

CONNECTIONS = 32


def requests(account) -> list[str]:
    """A line for each kind of request: method, path, authorisation, body."""
    token, provider = f"Bearer {account.token}", f"Bearer {account.provider}"
    tenant = f"/api/v1/{account.tenant}"
    lines = [
        ("GET", "/api/v1/auths", "", ""), ("GET", "/health", "", ""), ("GET", "/nowhere", "", ""),
        ("GET", f"{tenant}/groups/search", "", ""), ("GET", f"{tenant}/groups/search", "Bearer rvp_wrong", ""),
        ("GET", f"{tenant}/groups/search?size=25", token, ""), ("GET", f"{tenant}/roles/search", token, ""),
        ("GET", "/api/v1/me", token, ""), ("GET", f"{tenant}/tenant-access", token, ""),
        ("GET", f"{tenant}/auditlogs/search?size=25", token, ""), ("POST", f"{tenant}/groups", token, '{"name":""}'),
        ("POST", f"{tenant}/groups", token, "{broken"), ("PUT", f"{tenant}/namespaces/team/secrets", token, '{"key":"K","value":"v"}'),
        ("GET", f"{account.scim}/Users?filter=userName%20eq%20%22nobody%22", provider, ""),
        ("GET", f"{account.scim}/Users?count=10", provider, ""), ("GET", f"{account.scim}/Schemas", provider, ""),
        ("GET", f"{account.scim}/Users/00000000-0000-4000-8000-000000000000", provider, ""),
    ]
    return ["\t".join(line) for line in lines]


def figures(stage):
    """What is left after each tenth of the requests."""
    server = Reeve(fresh(stage.folder / "memory"))
    try:
        account = server.set_up()
        server.call("POST", f"/api/v1/{account.tenant}/namespaces", {"id": "team"}, account.token)
        file = server.folder / "requests"
        file.write_text("\n".join(requests(account)) + "\n")
        goal, sent, began, levels = (30_000 if stage.quick else 1_000_000), 0, time.monotonic(), []
        while sent < goal:
            load = wrk(
                server.url, connections=CONNECTIONS, seconds=stage.seconds(20), script="mixed.lua", arguments=[str(file)],
                pid=server.pid, may_be_refused=True,
            )
            sent += load.requests
            levels.append((sent, resident(server.pid)))
        half = next(level for level in levels if level[0] >= sent / 2)
        growth = levels[-1][1] - half[1]
        yield Figure(
            "memory.growth", growth, "MB more", f"in the second half of {sent:,} requests of {len(requests(account))} kinds in "
            f"{time.monotonic() - began:.0f} s; {levels[0][1]:.0f} MB, then {half[1]:.0f} MB, at the end {levels[-1][1]:.0f} MB",
            [level for _, level in levels],
        )
    finally:
        server.stop()
