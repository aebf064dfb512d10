"""SIGTERM under load: what was accepted is answered, the process ends well, and everything answered is there."""

import time

GRACE = 30


def test_stop_under_load(embedded, load, audit, counts, chance, long):
    server = embedded.server
    for _ in range(15 if long else 2):
        with load(embedded, clients=6) as running:
            running.more(chance.randint(5, 40))
            began = time.monotonic()
            code = server.stop()
            took = time.monotonic() - began
            counts.fault("SIGTERM under load")
            assert code == 0 and took < GRACE
            running.stop()
        cut = [entry for entry in running.ledger.entries if "IncompleteRead" in entry.answer]
        assert not cut, f"answers were cut off: {cut}"
        server.start()
        with load(embedded) as later:
            later.more(5)
        # A client may find its idle connection closed as it sends: nothing has come of that request then.
        untold = audit(running)
        assert not untold, f"made, and not answered: {untold}"
        audit(later)
    assert embedded.session_lives()
