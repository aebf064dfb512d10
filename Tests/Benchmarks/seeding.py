"""Rows in bulk, written past the API as the superuser: what a figure is measured among."""

import re
import uuid

from stage import Reeve

# The order of a replica: foreign keys are not looked up row by row.
UNCHECKED = "set session_replication_role = replica; set synchronous_commit = off;"


def name(number: int) -> str:
    """The user name of the n-th seeded user."""
    return f"user{number:07}@acme.example"


def users(server: Reeve, account, count: int) -> None:
    """Provisions users 1 to `count` of an integration; their names are those of `name`."""
    insert_users(server, account.tenant_id, account.integration, account.tenant, count)


def users_of_another_tenant(server: Reeve, slug: str, count: int) -> None:
    """Makes a tenant with an integration and as many users."""
    tenant, integration, robot = (str(uuid.uuid4()) for _ in range(3))
    server.sql(
        f"""
        {UNCHECKED}
        insert into tenant (tenant_id, slug, name) values ('{tenant}', '{slug}', '{slug}');
        insert into account (account_id, kind, username, username_key, home_tenant_id)
        values ('{robot}', 'service_account', 'idp', 'idp', '{tenant}');
        insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
        values ('{tenant}', '{robot}', 'service_account', 'idp', 'idp', 'idp');
        insert into security_integration (tenant_id, integration_id, name, type, service_account_id)
        values ('{tenant}', '{integration}', 'idp', 'SCIM', '{robot}');
        """
    )
    insert_users(server, tenant, integration, slug, count)


def insert_users(server: Reeve, tenant: str, integration: str, slug: str, count: int) -> None:
    """The rows that provisioning makes, for many users at once."""
    server.sql(
        f"""
        {UNCHECKED}
        create temporary table seed as
          select gen_random_uuid() as id, 'user' || lpad(n::text, 7, '0') || '@acme.example' as name from generate_series(1, {count}) n;
        insert into account (account_id, kind, username, username_key, email, first_name, last_name, home_tenant_id)
          select id, 'user', name || '.{slug}', name || '.{slug}', name, 'Ann', 'Arbor', '{tenant}' from seed;
        insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
          select '{tenant}', id, 'user', name, name, 'Ann Arbor' from seed;
        insert into scim_user (tenant_id, account_id, integration_id, user_name, user_name_key, external_id, display_name_key, family_name_key, resource)
          select '{tenant}', id, '{integration}', name, name, name, 'ann arbor', 'arbor', jsonb_build_object(
            'userName', name, 'externalId', name, 'displayName', 'Ann Arbor', 'active', true,
            'name', jsonb_build_object('givenName', 'Ann', 'familyName', 'Arbor'),
            'emails', jsonb_build_array(jsonb_build_object('value', name, 'type', 'work', 'primary', true))
          ) from seed;
        insert into scim_email (tenant_id, account_id, ordinal, value_key, type, is_primary)
          select '{tenant}', id, 1, name, 'work', true from seed;
        """
    )


def members(server: Reeve, account, group: str, count: int) -> None:
    """Puts the first seeded users of the tenant into a group."""
    server.sql(
        f"""
        {UNCHECKED}
        insert into group_member (tenant_id, group_id, account_id)
          select tenant_id, '{group}', account_id from scim_user
          where tenant_id = '{account.tenant_id}' and user_name_key like 'user%' order by user_name_key limit {count}
        on conflict do nothing;
        """
    )


def audit(server: Reeve, tenant: str, count: int, days: int) -> None:
    """Records of a tenant, spread evenly over so many days until now: 1,000 actors, 20,000 objects, 20 kinds of change.

    Each month is filled apart from its table, without indexes, which are then built at once.
    """
    # One moment for all of them, so that every record falls into one month.
    now = server.sql("select now()")
    server.sql(f"select create_audit_month('{now}'::timestamptz - n * interval '1 month') from generate_series(0, {days // 30 + 1}) n")
    leaves = server.sql(
        """
        select c.relname || '|' || pg_get_expr(c.relpartbound, c.oid)
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'reeve.audit_event'::regclass
        """
    )
    for leaf, bounds in (line.split("|") for line in leaves.splitlines()):
        first, last = re.findall(r"'([^']+)'", bounds)
        if server.sql(f"select '{first}' > '{now}' or '{last}' < '{now}'::timestamptz - interval '{days} days'") == "t":
            continue
        server.sql(
            f"""
            {UNCHECKED}
            alter table audit_event detach partition {leaf};
            do $$ declare gone text; begin
              for gone in select conname from pg_constraint where conrelid = 'reeve.{leaf}'::regclass and contype = 'p' loop
                execute format('alter table reeve.{leaf} drop constraint %I', gone);
              end loop;
              for gone in select indexrelid::regclass::text from pg_index where indrelid = 'reeve.{leaf}'::regclass loop
                execute 'drop index ' || gone;
              end loop;
            end $$;
            with made as (
              select n, '{now}'::timestamptz - (n::float8 / {count}) * interval '{days} days' as at,
                (array['CREATE', 'UPDATE', 'DELETE', 'READ'])[(1 + n % 4)::int] as type,
                (array['GROUP', 'USER', 'SECRET', 'ROLE', 'BINDING'])[(1 + n % 5)::int] as kind,
                '00000000-0000-4000-8000-' || lpad((n * 7919 % 1000)::text, 12, '0') as actor,
                '00000000-0000-4000-9000-' || lpad((n * 104729 % 20000)::text, 12, '0') as object
              from generate_series(
                greatest(1, floor({count} * extract(epoch from '{now}'::timestamptz - '{last}') / (86400 * {days}))::bigint),
                least({count}, ceil({count} * extract(epoch from '{now}'::timestamptz - '{first}') / (86400 * {days}))::bigint)
              ) n
            ), identified as (
              select *, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
                || '8' || lpad(to_hex(n), 15, '0'))::uuid as id
              from made where at >= '{first}' and at < '{last}'
            ), written as (
              select *, convert_to(
                '{{"v":1,"id":"' || id || '","tenant":"{tenant}","tenantName":"acme","at":"'
                || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","type":"' || type
                || '","permission":"' || lower(kind) || '.' || lower(type) || '","actor":{{"kind":"user","id":"' || actor
                || '","name":"ann@acme.example","method":"token","token":"abcdefghijklmnop"}},"source":{{"address":"192.0.2.1",'
                || '"userAgent":"bench"}},"resource":{{"kind":"' || kind || '","type":"' || lower(kind) || '","id":"' || object
                || '"}},"outcome":"success","decision":{{"allowed":true,"by":"superadmin"}},"requestId":"' || id
                || '","appliedPatch":[{{"op":"replace","path":"/name","value":"operators-' || n || '"}}],'
                || '"revertPatch":[{{"op":"replace","path":"/name","value":"operators"}}]}}', 'UTF8') as record
              from identified
            )
            insert into {leaf} (tenant_id, occurred_at, event_id, type, permission, actor_id, actor_name, resource_kind,
              resource_id, outcome, source_address, request_id, record, digest)
            select '{tenant}', at, id, type, lower(kind) || '.' || lower(type), actor, 'ann@acme.example', kind, object, 'success',
              '192.0.2.1', id::text, record, sha256('\\x00' || record)
            from written;
            set maintenance_work_mem = '1GB';
            alter table audit_event attach partition {leaf} {bounds};
            """
        )
    server.sql("vacuum analyze audit_event")
