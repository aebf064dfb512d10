"""The certificate is replaced under traffic: no request fails, and new connections are shown the new one."""

import os
import signal
import ssl
import subprocess
from urllib.parse import urlsplit

from ledger import ACKNOWLEDGED
from place import Place
from reeve_process import PATIENCE, eventually


def make(folder, authority, name: str) -> None:
    """Replaces the server's certificate and key, by renaming."""
    request, extensions = folder / "request.pem", folder / "extensions"
    extensions.write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(
        "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", folder / "new.key", "-out", request, "-subj", f"/CN={name}",
    )
    openssl(
        "x509", "-req", "-in", request, "-CA", authority, "-CAkey", folder / "authority.key", "-CAcreateserial",
        "-days", "2", "-extfile", extensions, "-out", folder / "new.pem",
    )
    os.replace(folder / "new.pem", folder / "server.pem")
    os.replace(folder / "new.key", folder / "server.key")


def openssl(*arguments) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=PATIENCE)


def served(url: str) -> str:
    address = urlsplit(url)
    return ssl.get_server_certificate((address.hostname, address.port), timeout=PATIENCE)


def test_certificate_replaced(folder, gateways, external, load, audit, counts, long):
    place = folder / "certificates"
    place.mkdir()
    authority = place / "authority.pem"
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", place / "authority.key", "-out", authority, "-days", "2", "-subj", "/CN=authority",
    )
    make(place, authority, "first")
    server = gateways.start(
        "certificate-replaced", "--tls-cert", str(place / "server.pem"), "--tls-key", str(place / "server.key"),
        through_proxy=False, scheme="https", verify=str(authority),
    )
    with load(Place.again(external, server)) as running:
        running.more(20)
        for number in range(20 if long else 2):
            before = served(server.url)
            make(place, authority, f"replaced-{number}")
            server.process.send_signal(signal.SIGHUP)
            counts.fault("certificate replaced under traffic")
            eventually(lambda: served(server.url) != before, "new connections see the new certificate", 10)
            # Clients of both kinds go on: with the connection they have, and with a new one.
            for client in running.clients[:2]:
                client.renew = True
            running.more(20)
    assert running.ledger.count(ACKNOWLEDGED) == len(running.ledger), [
        entry for entry in running.ledger.entries if entry.outcome != ACKNOWLEDGED
    ]
    audit(running)
    assert server.stop() == 0
