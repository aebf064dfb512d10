"""The audit log: its newest page among millions of records, and its export."""

import time
import urllib.parse
import urllib.request

import seeding
from harness import Figure, forget_peak, median, processor_seconds, resident, wrk
from stage import Reeve, fresh


def export(server: Reeve, account) -> tuple[int, float]:
    """Reads the whole export; how many rows, and how many seconds."""
    request = urllib.request.Request(f"{server.url}/api/v1/{account.tenant}/auditlogs/export")
    request.add_header("authorization", f"Bearer {account.token}")
    began, rows = time.monotonic(), -1
    with urllib.request.urlopen(request, timeout=600) as answer:
        while part := answer.read(1 << 20):
            rows += part.count(b"\r\n")
    return rows, time.monotonic() - began


def figures(stage):
    """The figures of the audit log."""
    server = Reeve(fresh(stage.folder / "audit"))
    try:
        account = server.set_up()
        exported = 100_000 if stage.quick else 1_000_000
        total = 300_000 if stage.quick else 10_000_000
        began = time.monotonic()
        seeding.audit(server, account.tenant_id, exported, days=60)
        export(server, account)
        # The hash of a password at the set-up took 46 MB.
        forget_peak(server.pid)
        before, used = resident(server.pid), processor_seconds(server.pid)
        runs = [export(server, account) for _ in range(stage.rounds(3))]
        rates = [rows / seconds for rows, seconds in runs]
        rows = sum(rows for rows, _ in runs)
        used = (processor_seconds(server.pid) - used) / rows * 1e6
        yield Figure("audit.export", median(rates), "rows/s", f"{runs[0][0]:,} rows; {used:.1f} us a row of our process", rates)
        yield Figure(
            "audit.export.memory", resident(server.pid, "VmHWM") - before, "MB more at most",
            f"{before:.0f} MB before, however many rows",
        )
        seeding.audit(server, "00000000-0000-4000-8000-000000000001", total - exported, days=60)
        size = server.sql("select pg_size_pretty(sum(pg_total_relation_size(relid))) from pg_partition_tree('audit_event')")
        took = time.monotonic() - began
        headers = {"authorization": f"Bearer {account.token}"}
        # The first two are of the tenant's own records, a tenth of all; the last is of all of them.
        for name, path, filters in (
            ("newest", f"/api/v1/{account.tenant}/auditlogs/search", {"size": "25"}),
            ("actor", f"/api/v1/{account.tenant}/auditlogs/search", {
                "size": "25", "filters[userId][EQUALS]": "00000000-0000-4000-8000-000000000042",
            }),
            ("instance", "/api/v1/auditlogs/search", {"size": "25"}),
        ):
            url = f"{server.url}{path}?{urllib.parse.urlencode(filters)}"
            # One connection tells how long the page takes; more of them, how long one waits for a processor as well.
            for connections, figure in ((1, f"audit.page.{name}"), (4, f"audit.page.{name}.by4")):
                loads = [
                    wrk(url, connections=connections, seconds=stage.seconds(3), headers=headers, pid=server.pid)
                    for _ in range(stage.rounds(5) + 1)
                ][1:]
                yield Figure(
                    figure, median([load.p99 for load in loads]), "ms p99",
                    f"25 of {total:,} rows ({size}, seeded in {took:.0f} s), {connections} connections at "
                    f"{median([load.rate for load in loads]):,.0f}/s; p50 {median([load.p50 for load in loads]):.2f} ms, "
                    f"{median([load.cpu_each for load in loads]):.0f} us each of our process",
                    [load.p99 for load in loads],
                )
    finally:
        server.stop()
