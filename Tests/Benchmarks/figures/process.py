"""The process: its memory when nothing happens, and how long a start on an existing cluster takes."""

from harness import Figure, median, resident
from stage import Reeve, fresh


def figures(stage):
    """The figures of the process."""
    server = Reeve(fresh(stage.folder / "process"))
    try:
        starts = []
        for _ in range(stage.rounds(5)):
            server.stop()
            starts.append(server.start())
        yield Figure("process.start", median(starts), "s", "until /ready answers, on a cluster that is there", starts)
        yield Figure("process.idle", resident(server.pid), "MB resident", "after its start, without Postgres")
        for _ in range(100):
            server.call("GET", "/health")
        yield Figure("process.used", resident(server.pid), "MB resident", "after 100 requests that asked the database")
    finally:
        server.stop()
