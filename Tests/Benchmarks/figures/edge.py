"""The edge against nginx: one event loop and one worker, 64 connections that are kept, one thread of wrk.

Ours answers `GET /api/v1/auths` through the whole gateway without the database, and `GET /live` by the HTTP server alone; nginx sends
a static file of 100 bytes.
"""

import socket
import ssl
import time

from harness import Figure, by_turns, median, paired, resident, wrk
from stage import Nginx, Reeve, certificate, fresh

PATH = "/api/v1/auths"
CONNECTIONS = 64


def compare(name: str, ours: Reeve, target: str, peer: Nginx, url: str, stage) -> list[Figure]:
    """Throughput and processor time of both, turn by turn."""
    loads: dict[str, list] = {"ours": [], "peer": []}

    def ask(side: str, url: str, pid: int) -> float:
        loads[side].append(wrk(url, connections=CONNECTIONS, seconds=stage.seconds(2), pid=pid))
        return loads[side][-1].rate

    for warmed in (target, url):
        wrk(warmed, connections=CONNECTIONS, seconds=1)
    samples = by_turns(
        stage.rounds(7),
        lambda: ask("ours", target, ours.pid), lambda: ask("peer", url, peer.pid),
    )
    ratios = paired(*samples)
    cpu = {side: median([load.cpu_each for load in of]) for side, of in loads.items()}
    p99 = {side: median([load.p99 for load in of]) for side, of in loads.items()}
    return [
        Figure(
            f"edge.{name}.throughput", median(ratios), "x nginx static",
            f"{median(samples[0]):,.0f}/s against {median(samples[1]):,.0f}/s; "
            f"p99 {p99['ours']:.1f} ms against {p99['peer']:.1f} ms", ratios,
        ),
        Figure(
            f"edge.{name}.cpu", cpu["ours"] / cpu["peer"], "x nginx static",
            f"{cpu['ours']:.1f} us a request against {cpu['peer']:.1f} us",
        ),
    ]


def idle_connections(ours: Reeve, count: int, tls: bool) -> float:
    """KB of resident memory that one idle connection costs; each has been answered once."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, port = ours.url.split("//")[1].split(":")
    request = f"GET {PATH} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode()
    before = resident(ours.pid)
    sockets = []
    try:
        for _ in range(count):
            connection = socket.create_connection((host, int(port)))
            if tls:
                connection = context.wrap_socket(connection)
            connection.sendall(request)
            while b"loginPassword" not in connection.recv(4096):
                pass
            sockets.append(connection)
        return (resident(ours.pid) - before) * 1000 / count
    finally:
        for connection in sockets:
            connection.close()
        time.sleep(0.2)


def figures(stage):
    """The edge's figures."""
    folder = fresh(stage.folder / "edge")
    tls = certificate(folder / "tls")
    peer = Nginx(folder / "nginx", tls)
    plain, secure = Reeve(folder / "plain", loops=1), Reeve(folder / "tls-server", loops=1, tls=tls)
    try:
        yield from compare("handler", plain, plain.management + "/live", peer, peer.url, stage)
        yield from compare("plain", plain, plain.url + PATH, peer, peer.url, stage)
        yield from compare("tls", secure, secure.url + PATH, peer, peer.secure, stage)
        count = 2_000 if stage.quick else 10_000
        for name, server, some in (("plain", plain, count), ("tls", secure, count // 5)):
            cost = idle_connections(server, some, name == "tls")
            yield Figure(
                f"edge.{name}.idle_connection", cost, "KB each",
                f"{some:,} connections; the process then held {resident(server.pid, 'VmHWM'):.0f} MB",
            )
    finally:
        for server in (plain, secure, peer):
            server.stop()
