create table audit_event (
  -- The nil uuid: an event of the instance, such as a sign-in.
  tenant_id uuid not null,
  occurred_at timestamptz not null,
  event_id uuid not null,
  -- Orders committed rows for whoever reads on from a position: no row below the oldest running transaction can still appear.
  transaction_id xid8 not null default pg_current_xact_id(),
  type text collate "C" not null,
  permission text collate "C" not null,
  actor_id text collate "C",
  actor_name text,
  on_behalf_of text collate "C",
  resource_kind text collate "C" not null,
  resource_id text collate "C",
  namespace text collate "C",
  outcome text collate "C" not null,
  source_address text collate "C",
  request_id text collate "C" not null,
  trace_id text collate "C",
  -- The exact bytes that the digest is of.
  record bytea not null,
  digest bytea not null,
  constraint audit_event_pkey primary key (tenant_id, occurred_at, event_id),
  constraint audit_event_outcome_known check (outcome in ('success', 'denied', 'error')),
  constraint audit_event_digest_length check (octet_length(digest) = 32)
) partition by range (occurred_at);
comment on table audit_event is 'Who did what, on whose behalf, from where, with what outcome and why it was allowed. Only ever added to.';
create index audit_event_actor on audit_event (tenant_id, actor_id, occurred_at desc, event_id desc);
create index audit_event_type on audit_event (tenant_id, type, occurred_at desc, event_id desc);
create index audit_event_resource on audit_event (tenant_id, resource_kind, resource_id, occurred_at desc, event_id desc);
create index audit_event_resource_id on audit_event (tenant_id, resource_id, occurred_at desc, event_id desc);
create index audit_event_namespace on audit_event (tenant_id, namespace, occurred_at desc, event_id desc);
create index audit_event_newest on audit_event using brin (occurred_at);

-- Makes the partition of the month that holds an instant, shut to everyone: rows are reached through the parent alone.
create function create_audit_month(month timestamptz) returns text
  language plpgsql set search_path = reeve, pg_catalog, pg_temp
as $$
declare
  first timestamptz := date_trunc('month', month at time zone 'UTC') at time zone 'UTC';
  next timestamptz := (date_trunc('month', month at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  leaf text := 'audit_event_' || to_char(first at time zone 'UTC', 'YYYYMM');
begin
  if to_regclass('reeve.' || leaf) is not null then
    return null;
  end if;
  execute format('create table reeve.%I partition of reeve.audit_event for values from (%L) to (%L)', leaf, first, next);
  execute format('alter table reeve.%I enable row level security', leaf);
  execute format('alter table reeve.%I force row level security', leaf);
  execute format('revoke all on reeve.%I from public', leaf);
  execute format('create statistics reeve.%I (ndistinct, dependencies) on tenant_id, actor_id from reeve.%I', leaf || '_actor', leaf);
  return leaf;
end
$$;
comment on function create_audit_month(timestamptz) is 'Makes the partition of audit_event for one month; null if it is there.';
revoke all on function create_audit_month(timestamptz) from public;

select create_audit_month(now() + n * interval '1 month') from generate_series(-1, 3) as n;
