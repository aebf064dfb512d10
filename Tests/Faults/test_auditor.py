"""The auditor itself: it finds each fault that is planted behind the service's back, and nothing once it is undone."""

import pytest
from auditor import Auditor
from ledger import ACKNOWLEDGED, REFUSED, Counts

# What is planted, how it is undone, and what the auditor says of it.
PLANTED = {
    "a state other than was acknowledged": (
        "update secret set description = 'other' where key = '{secret}'",
        "update secret set description = 'value 1' where key = '{secret}'",
        "lost: secret",
    ),
    "a change without its object": (
        "create temp table kept as select * from binding where namespace::text = '{binding}'; "
        "delete from binding where namespace::text = '{binding}'",
        "insert into binding select * from kept; drop table kept",
        "lost: binding",
    ),
    "a change without its record": (
        "create temp table kept as select * from audit_event where request_id = '{request}'; "
        "delete from audit_event where request_id = '{request}'",
        "insert into audit_event select * from kept; drop table kept",
        "no record of it",
    ),
    "two records of one change": (
        "create temp table kept as select * from audit_event where request_id = '{request}'; "
        "update kept set event_id = gen_random_uuid(); insert into audit_event select * from kept",
        "delete from audit_event where event_id in (select event_id from kept); drop table kept",
        "has the records",
    ),
    "a record of what was never asked": (
        "create temp table kept as select * from audit_event where request_id = '{request}'; "
        "update kept set event_id = gen_random_uuid(), request_id = '{name}-c9-r9'; "
        "insert into audit_event select * from kept",
        "delete from audit_event where event_id in (select event_id from kept); drop table kept",
        "never asked",
    ),
    "a secret without its value": (
        "create temp table kept as select * from secret_version where key = '{secret}'; "
        "delete from secret_version where key = '{secret}'",
        "insert into secret_version select * from kept; drop table kept",
        "has no value",
    ),
}


def test_auditor_finds_what_is_planted(external, load, audit):
    running = load(external, clients=1)
    [client] = running.clients
    group, secret, binding = client.create_group(), client.put_secret(), client.create_binding()
    assert {group.outcome, secret.outcome, binding.outcome} == {ACKNOWLEDGED}
    client.disconnect()
    names = {"name": running.name, "request": group.request, "secret": secret.mark, "binding": binding.mark}
    with external.sql() as connection:
        connection.autocommit = True
        for what, (plant, undo, found) in PLANTED.items():
            connection.execute(plant.format(**names))
            try:
                with pytest.raises(AssertionError, match=found):
                    # It counts for itself: nothing of this is the service's.
                    Auditor(external, Counts()).check(running)
                    pytest.fail(f"not found: {what}")
            finally:
                connection.execute(undo.format(**names))
    group.outcome = REFUSED
    with pytest.raises(AssertionError, match="refused, and recorded as made"):
        Auditor(external, Counts()).check(running)
    group.outcome = ACKNOWLEDGED
    audit(running)
