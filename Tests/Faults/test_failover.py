"""The database is lost, and a copy of it takes over: what was acknowledged before the copy is there."""

import subprocess
import time

from place import Place, embedded_database
from reeve_process import PATIENCE, REEVE, environment

BACK_WITHIN = 15


def test_proxy_points_to_a_copy(external, cluster, proxy, folder, load, audit, counts):
    with load(external) as running:
        running.more(30)
        certain = len(running.ledger)
        copy = cluster.copy(folder / "copy")
        running.more(5)
        copy.start()
        original = external.database
        try:
            running.stop()
            external.database = copy.url()
            proxy.point_to(copy.socket)
            cluster.stop()
            counts.fault("failover to a copy")
            began = time.monotonic()
            with load(external) as later:
                later.more(20, BACK_WITHIN)
                counts.returned("failover to a copy", time.monotonic() - began)
            audit(running, certain=certain)
            audit(later)
            assert external.session_lives()
        finally:
            # Back to the first one, which knows nothing of what came since: it must do as well.
            cluster.start()
            external.database = original
            proxy.point_to(cluster.socket)
            copy.stop()
    counts.fault("failover to a copy")
    with load(external) as again:
        again.more(10, BACK_WITHIN)
    audit(again)


def test_restored_backup(embedded, start, folder, load, audit, counts):
    """`reeve backup` under load, then a server on what `reeve restore` makes of it."""
    backup, key = folder / "backup.dump", folder / "backup.key"
    place = folder / "restored"
    place.mkdir()
    place.chmod(0o755)
    with load(embedded) as running:
        running.more(30)
        certain = len(running.ledger)
        reeve("backup", "--data", embedded.server.data, "--to", backup, "--key-to", key)
    reeve("restore", "--from", backup, "--key-file", key, "--data", place / "data")
    counts.fault("restore of a backup")
    server = start("restored")
    restored = Place.again(embedded, server, embedded_database(server))
    with load(restored) as later:
        later.more(20, BACK_WITHIN)
    audit(running, place=restored, certain=certain)
    audit(later)
    assert restored.session_lives()
    assert restored.server.stop() == 0


def reeve(*arguments) -> None:
    done = subprocess.run(
        [REEVE, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, env=environment()
    )
    assert done.returncode == 0, done.stderr
