"""The database cannot be reached: requests are refused within seconds, and the service stops within seconds."""

import time

import pytest
import requests
from place import Place
from reeve_process import eventually

# A request waits 5 s for a connection.
REFUSED_WITHIN = 8
STOPPED_WITHIN = 12
BACK_WITHIN = 10


@pytest.mark.long
def test_postgres_away(external, gateways, cluster, proxy, folder, load, audit, counts):
    server = gateways.start("left-alone")
    place = Place.again(external, server)
    try:
        with load(place) as running:
            running.more(10)
            proxy.point_to(folder / "nowhere")
            counts.fault("Postgres away")
            eventually(lambda: running.refused >= len(running.clients), "every client is refused", 2 * REFUSED_WITHIN)
            assert requests.get(f"{server.management}/live", timeout=10).status_code == 200
            assert requests.get(f"{server.management}/ready", timeout=10).status_code == 503
            proxy.point_to(cluster.socket)
            began = time.monotonic()
            running.more(20, BACK_WITHIN)
            counts.returned("Postgres away", time.monotonic() - began)
        longest = max(entry.seconds for entry in running.ledger.entries)
        assert longest < REFUSED_WITHIN, f"a request waited {longest:.1f} s"
        audit(running)
        proxy.point_to(folder / "nowhere")
        counts.fault("SIGTERM while Postgres is away")
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < STOPPED_WITHIN
    finally:
        proxy.point_to(cluster.socket)
