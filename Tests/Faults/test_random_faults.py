"""Faults of every kind, in an order of chance and on top of each other, until the time is over; the long form only."""

import os
import signal
import time

import pytest
from proxy import TO_CLIENT, TO_SERVER
from reeve_process import eventually
from test_cut_at_every_statement import Cutter
from test_kill_postgres import backends
from test_postgres_hung import family, go_on, stop

SECONDS = float(os.environ.get("FAULTS_SECONDS", 60))
# After up to three faults on top of each other.
BACK_WITHIN = 30


@pytest.fixture
def faults(embedded, external, gateways, cluster, proxy, chance):
    """Each fault by its name, with the place that it is brought about at."""
    server, gateway = embedded.server, external.server

    def kill_server(server) -> None:
        server.kill()
        server.start()

    def restart_server(server) -> None:
        assert server.stop() == 0
        server.start()

    def first_process() -> int:
        """The embedded Postgres, once it is there again after another fault."""
        return eventually(lambda: next(iter(server.children()), None), "there is a Postgres", 30)

    def kill_the_first_process() -> None:
        kill(first_process())

    def kill_a_backend() -> None:
        kill(chance.choice(eventually(lambda: backends(first_process()), "there is a backend", 30)))

    def kill(process: int) -> None:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            # It was on its way out: of what came before, or as a connection that is not needed.
            pass

    def hang() -> None:
        hung = family(first_process())[chance.randint(0, 1):]
        stop(hung)
        go_on(hung)

    def cut_at_chance() -> None:
        cutter = Cutter(chance.choice((TO_SERVER, TO_CLIENT)), chance.randint(1, 40), everywhere=chance.random() < 0.5)
        proxy.rule = cutter
        try:
            eventually(lambda: cutter.hits, "a connection is cut", 30)
        finally:
            proxy.rule = None

    def end_backends() -> None:
        with external.sql() as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reeve_app' and random() < 0.5"
            )

    def restart_cluster() -> None:
        if chance.random() < 0.5:
            cluster.stop()
        else:
            cluster.kill()
        cluster.start()

    return [
        (embedded, "kill -9 of the server", lambda: kill_server(server)),
        (embedded, "SIGTERM under load", lambda: restart_server(server)),
        (embedded, "kill -9 of the first process of Postgres", kill_the_first_process),
        (embedded, "kill -9 of a backend", kill_a_backend),
        (embedded, "Postgres hung for a moment", hang),
        (external, "kill -9 of the server", lambda: kill_server(gateway)),
        (external, "SIGTERM under load", lambda: restart_server(gateway)),
        (external, "connection cut by chance", cut_at_chance),
        (external, "all connections cut", proxy.cut_all),
        (external, "backends ended", end_backends),
        (external, "Postgres restarted", restart_cluster),
    ]


@pytest.mark.long
def test_random_faults(faults, embedded, external, load, audit, counts, chance):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        place = chance.choice((embedded, external))
        possible = [(name, act) for at, name, act in faults if at is place]
        with load(place, clients=chance.randint(2, 8)) as running:
            running.more(chance.randint(1, 30))
            for name, act in chance.choices(possible, k=chance.randint(1, 3)):
                act()
                counts.fault(name)
            began = time.monotonic()
            running.more(10, BACK_WITHIN)
            counts.returned("faults on top of each other", time.monotonic() - began)
        audit(running)
    assert embedded.session_lives() and external.session_lives()
