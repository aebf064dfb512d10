"""Many tenants on few database connections, while statements and backends are ended: the short form of `soak.py`."""

from soak import SETTINGS, Ask, Report, Tenant, Worker, World, foreign, root_token, soak

OWN, OTHER = "canary-000-0123abcd", "canary-001-4567cdef"
IDENTIFIER = "3f0c6a52-77c1-4f3b-9d0f-0c4f2f0d8a11"


def test_no_answer_shows_another_tenants_rows(folder, start, counts, seed):
    configuration = folder / "soak.yaml"
    configuration.write_text(SETTINGS)
    server = start("soak", "--config", str(configuration))
    server.set_up()
    report = soak(server, root_token(server), 5000, seed)
    for verb, count in report.faults.items():
        counts.fault(f"{verb} under the soak", count)
    assert report.is_good and report.requests == 5000, "\n".join(report.lines())
    assert report.hung_up > 0 and sum(report.faults.values()) > 0, "\n".join(report.lines())


def test_check_sees_what_is_foreign():
    owners = {IDENTIFIER.encode(): 1}
    assert foreign(f'{{"name": "{OWN}"}}'.encode(), 0, owners) == []
    assert foreign(f'{{"name": "{OWN}", "id": "{IDENTIFIER}"}}'.encode(), 0, owners) == [IDENTIFIER]
    assert foreign(f'{{"name": "{OTHER}"}}'.encode(), 0, owners) == [OTHER]
    # What was asked for by name may be named again, by identifier not.
    assert foreign(f'{{"name": "{OTHER}", "id": "{IDENTIFIER}"}}'.encode(), 0, owners, named=(1,)) == [IDENTIFIER]


def test_check_refuses_what_it_cannot_explain():
    tenant = Tenant(0, OWN)
    ask = Ask("groups", tenant, "GET", "/", request="p0-1")
    head = b"http/1.1 200 ok\r\nx-request-id: p0-1\r\n\r\n"
    for status, heading, body, found, wrong in (
        (200, head, OWN.encode(), 0, 0), (503, head, b"", 0, 0), (500, head, b"", 0, 1), (200, head, b"[]", 0, 1),
        (200, head.replace(b"p0-1", b"p0-2"), OWN.encode(), 1, 0), (404, head, OTHER.encode(), 1, 1),
    ):
        worker = Worker(World("", 0, "", [tenant]), "p0")
        worker.check(ask, status, heading, body)
        assert (len(worker.report.foreign), len(worker.report.wrong)) == (found, wrong), (status, body)
    # A run that saw nothing proves nothing.
    assert not Report().is_good
