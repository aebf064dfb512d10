"""Compares what was answered with what is there: through the API, in the tables, and in the audit log."""

from collections import defaultdict

from ledger import ACKNOWLEDGED, REFUSED, UNKNOWN, Counts, Entry, Ledger
from load import Client, Load
from place import Place
from reeve_process import PATIENCE, eventually

# What is there of each kind: its mark, then what an entry's effect tells.
STATE = {
    "group": "select description, name from user_group where description like %s",
    "secret": "select key, version, description from secret where key like %s",
    "user": "select user_name, active, resource->>'title' from scim_user where user_name like %s",
    "binding": "select namespace::text from binding where namespace::text like %s",
}
# State and audit log of the whole database, whoever made it: each query finds what must not be. How often an object was
# made, changed or deleted is counted once for all of them, as there are many.
RECORDS = """
    with record as (
      select resource_kind, resource_id,
        count(*) filter (where type = 'CREATE') as made,
        count(*) filter (where type in ('CREATE', 'UPDATE')) as written,
        count(*) filter (where type = 'DELETE') as deleted
      from audit_event where outcome = 'success' group by 1, 2)
"""
AGREEMENT = {
    "a group without the one record of its making": """
        select group_id from user_group
        left join record on resource_kind = 'GROUP' and resource_id = group_id::text where made is distinct from 1""",
    "a binding without the one record of its making": """
        select binding_id from binding
        left join record on resource_kind = 'BINDING' and resource_id = binding_id::text
        where namespace like '%-%' and made is distinct from 1""",
    "a provisioned user without the one record of its making": """
        select account_id from scim_user
        left join record on resource_kind = 'USER' and resource_id = account_id::text where made is distinct from 1""",
    "a secret whose versions are not those of its records": """
        select key from secret
        left join record on resource_kind = 'SECRET' and resource_id = key where written is distinct from version""",
    "a secret whose newest version has no value": """
        select key from secret s where not exists (
          select from secret_version v
          where v.tenant_id = s.tenant_id and v.namespace = s.namespace and v.key = s.key and v.version = s.version)""",
    "the record of a group that is not there": """
        select resource_id from record where resource_kind = 'GROUP' and made > 0 and deleted = 0
          and not exists (select from user_group where group_id::text = resource_id)""",
    "the record of a binding that is not there": """
        select resource_id from record where resource_kind = 'BINDING' and made > 0 and deleted = 0
          and not exists (select from binding where binding_id::text = resource_id)""",
    "the record of a secret that is not there": """
        select resource_id from record where resource_kind = 'SECRET' and made > 0 and deleted = 0
          and not exists (select from secret where key = resource_id)""",
    "the record of a user that is not there": """
        select resource_id from audit_event e where type = 'CREATE' and outcome = 'success' and permission = 'user.create'
          and not exists (select from account where account_id::text = e.resource_id)
          and not exists (select from audit_event d where d.type = 'DELETE' and d.outcome = 'success'
            and d.resource_kind = 'USER' and d.resource_id = e.resource_id)""",
    "an account that was provisioned, and no user": """
        select username from account a
        left join record on resource_kind = 'USER' and resource_id = account_id::text
        where username like '%@load.test' and deleted is distinct from 1
          and not exists (select from scim_user u where u.account_id = a.account_id)""",
}


class Auditor:
    """Finds what was lost and what is contradicted."""

    def __init__(self, place: Place, counts: Counts):
        self.place = place
        self.counts = counts

    def check(self, load: Load, **options) -> list[Entry]:
        """Checks everything that a load, which is over, asked for; what was made without an answer that says so."""
        return self.check_ledger(load.ledger, load.name, **options)

    def check_ledger(self, ledger: Ledger, name: str, certain: int | None = None) -> list[Entry]:
        """Checks the entries of a ledger, whose marks all begin with a name; returns the unknown ones that were made.

        `certain` is how many of the entries are held to their answer; after a copy was taken, what came later may or
        may not be in it.
        """
        self.wait_until_quiet()
        lost, contradicted = [], []
        with self.place.sql() as connection:
            connection.execute("set transaction isolation level repeatable read")
            records = defaultdict(list)
            for request, verb, outcome in connection.execute(
                "select request_id, type, outcome from audit_event where request_id like %s", [f"{name}-%"]
            ):
                records[request].append((verb, outcome))
            state = {
                kind: {mark: tuple(rest) for mark, *rest in connection.execute(query, [f"{name}-%"])}
                for kind, query in STATE.items()
            }
            for what, query in AGREEMENT.items():
                contradicted += [f"{what}: {row[0]}" for row in connection.execute(RECORDS + query)]

        expected = {kind: {} for kind in STATE}
        asked, untold = set(), []
        for number, entry in enumerate(ledger.entries):
            asked.add(entry.request)
            made = [verb for verb, outcome in records[entry.request] if outcome == "success"]
            outcome = entry.outcome if certain is None or number < certain else UNKNOWN
            if made and made != [entry.verb]:
                contradicted.append(f"{describe(entry)}: has the records {made}")
            if outcome == ACKNOWLEDGED and not made:
                lost.append(f"{describe(entry)}: acknowledged, and no record of it")
            if outcome == REFUSED and made:
                contradicted.append(f"{describe(entry)}: refused, and recorded as made")
            if not is_told_well(entry):
                contradicted.append(f"{describe(entry)}: an answer that is not of a passing trouble: {entry.answer}")
            if made or outcome == ACKNOWLEDGED:
                expected[entry.kind][entry.mark] = (entry.effect, entry)
            if made and entry.outcome == UNKNOWN:
                untold.append(entry)
        contradicted += [f"{request}: a record of what was never asked" for request in set(records) - asked]
        for kind, found in state.items():
            wanted = {mark: effect for mark, (effect, _) in expected[kind].items() if effect is not None}
            for mark in wanted.keys() | found.keys():
                if wanted.get(mark) != found.get(mark):
                    finding = f"{kind} {mark}: expected {wanted.get(mark)}, found {found.get(mark)}"
                    entry = expected[kind].get(mark, (None, None))[1]
                    (lost if entry and entry.outcome == ACKNOWLEDGED else contradicted).append(finding)
            shown = self.shown(kind, name)
            if shown != found:
                difference = {mark: (shown.get(mark), found.get(mark)) for mark in shown.keys() | found.keys()}
                different = {mark: pair for mark, pair in difference.items() if pair[0] != pair[1]}
                contradicted.append(f"the API shows other {kind}s than there are: {dict(list(different.items())[:5])}")

        self.counts.requests += len(ledger.entries)
        self.counts.acknowledged += ledger.count(ACKNOWLEDGED)
        self.counts.refused += ledger.count(REFUSED)
        self.counts.unknown += ledger.count(UNKNOWN)
        self.counts.unknown_made += len(untold)
        self.counts.lost += len(lost)
        self.counts.contradicted += len(contradicted)
        findings = [f"lost: {finding}" for finding in lost] + [f"contradicted: {finding}" for finding in contradicted]
        assert not findings, f"{len(findings)} findings, of them:\n" + "\n".join(findings[:20])
        return untold

    def wait_until_quiet(self) -> None:
        """Waits until nothing that the service has begun is still going on."""
        def is_quiet() -> bool:
            with self.place.sql() as connection:
                [(busy,)] = connection.execute(
                    "select count(*) from pg_stat_activity where usename = 'reeve_app' and state <> 'idle'"
                )
            return busy == 0

        eventually(is_quiet, "all transactions end", PATIENCE)

    def shown(self, kind: str, name: str) -> dict[str, tuple]:
        """What the API shows of a kind, by mark."""
        client = Client(self.place, Ledger(), f"{name}-auditor", "")
        tenant = f"/api/v1/{self.place.tenant}"
        paths = {
            "group": f"{tenant}/groups/search",
            "secret": f"{tenant}/namespaces/{self.place.namespace}/secrets",
            "binding": f"{tenant}/bindings/search",
        }
        found, page = {}, 1
        while True:
            if kind == "user":
                path = f"{client.scim}?startIndex={len(found) + 1}&count=200&filter=userName%20sw%20%22{name}-%22"
            else:
                # The search for bindings knows no namespace but a whole one.
                search = "" if kind == "binding" else f"&filters[q][EQUALS]={name}-"
                path = f"{paths[kind]}?size=1000&page={page}{search}"
            status, answer = client.send("GET", path, scim=kind == "user")
            assert status == 200, f"GET {path}: {status} {answer}"
            results = answer.get("Resources", []) if kind == "user" else answer["results"]
            for one in results:
                mark, effect = shown(kind, one)
                if mark.startswith(f"{name}-"):
                    found[mark] = effect
            total = answer["totalResults"] if kind == "user" else answer["total"]
            if not results or (len(found) >= total if kind == "user" else page * 1000 >= total):
                client.disconnect()
                return found
            page += 1


def shown(kind: str, one: dict) -> tuple[str, tuple]:
    """Mark and effect of what the API shows."""
    match kind:
        case "group":
            return one.get("description") or "", (one["name"],)
        case "secret":
            return one["key"], (one["version"], one.get("description"))
        case "user":
            return one["userName"], (one["active"], one.get("title"))
        case _:
            return one.get("namespace") or "", ()


def is_told_well(entry: Entry) -> bool:
    """Whether a refusal says that it is the service's passing trouble: the requests themselves are all good."""
    return entry.outcome != REFUSED or entry.status in (None, 503, 507)


def describe(entry: Entry) -> str:
    """An entry for a person."""
    return f"{entry.request} ({entry.verb} {entry.kind} {entry.mark}, answered {entry.status or 'not'})"
