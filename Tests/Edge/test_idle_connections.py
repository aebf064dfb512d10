"""Thousands of connections that are kept and say nothing, to a whole server."""

import itertools
import socket
import ssl
import time

import requests
from edge_process import memory
from reeve_process import PATIENCE

REQUEST = b"GET /api/v1/auths HTTP/1.1\r\nHost: a\r\n\r\n"
# Bytes of the process for each connection.
BARS = {"http": 2048, "https": 20 * 1024}


def connect(server, number: int) -> socket.socket:
    """A connection that was answered once; from one of several addresses, so that ports do not run short."""
    host, port = server.url.split("//")[1].split(":")
    connection = socket.create_connection(
        (host, int(port)), timeout=PATIENCE, source_address=(f"127.0.0.{1 + number % 8}", 0)
    )
    if server.scheme == "https":
        connection = CONTEXT.wrap_socket(connection)
    connection.sendall(REQUEST)
    answer = b""
    while b"loginPassword" not in answer:
        part = connection.recv(4096)
        assert part, answer
        answer += part
    return connection


CONTEXT = ssl.create_default_context()
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE


def test_cost_little_hinder_nobody_and_are_closed(reeve, figure, long):
    count = 10_000 if long else 2_000 if reeve.scheme == "http" else 500
    # What the first connections cost once and for all.
    for connection in [connect(reeve, number) for number in range(200)]:
        connection.close()
    before = memory(reeve.process.pid)
    began = time.monotonic()
    connections = [connect(reeve, number) for number in range(count)]
    took = time.monotonic() - began
    each = (memory(reeve.process.pid) - before) / count
    figure(f"{count} connections, {each / 1024:.2f} KB each, opened in {took:.1f} s")
    assert each < BARS[reeve.scheme], f"{each:.0f} bytes for each of {count} connections"
    # Others are served, and those that were idle as well.
    for _ in range(20):
        assert requests.get(f"{reeve.url}/api/v1/auths", timeout=PATIENCE, verify=reeve.verify).ok
    for connection in itertools.islice(connections, 0, count, max(1, count // 50)):
        connection.sendall(REQUEST)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
    began = time.monotonic()
    assert reeve.stop() == 0
    figure(f"stopped in {time.monotonic() - began:.1f} s")
    for number, connection in enumerate(connections):
        # The end of the stream, not a reset.
        while part := connection.recv(4096):
            assert b"HTTP/1.1" not in part, f"connection {number}"
        connection.close()
