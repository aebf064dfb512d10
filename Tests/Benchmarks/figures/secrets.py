"""A secret that is rotated: sealed, versioned, recorded and on disk before it is answered."""

from harness import Figure, median, wrk
from stage import Reeve, fresh


def figures(stage):
    """The figures of secrets."""
    server = Reeve(fresh(stage.folder / "secrets"))
    try:
        account = server.set_up()
        server.call("POST", f"/api/v1/{account.tenant}/namespaces", {"id": "team"}, account.token)
        loads = [
            wrk(
                f"{server.url}/api/v1/{account.tenant}/namespaces/team/secrets", connections=1, seconds=stage.seconds(3),
                script="rotate_secret.lua", pid=server.pid,
                headers={"authorization": f"Bearer {account.token}", "content-type": "application/json"},
            )
            for _ in range(stage.rounds(3))
        ]
        yield Figure(
            "secrets.rotate", median([load.rate for load in loads]), "versions/s",
            f"one connection; p50 {median([load.p50 for load in loads]):.2f} ms, {median([load.cpu_each for load in loads]):.0f} us each of our process",
        )
    finally:
        server.stop()
