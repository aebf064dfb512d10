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
-- The only one that the tenant does not lead: for the pages of the whole instance.
create index audit_event_newest on audit_event (occurred_at desc, event_id desc);

-- Makes the partition of the month that holds an instant, shut to everyone: rows are reached through the parent alone.
-- It is made apart and then attached, for `partition of` would make all who write or read the log wait.
create function create_audit_month(instant timestamptz) returns text
  language plpgsql set search_path = pg_catalog, reeve, pg_temp set timezone = 'UTC' set datestyle = 'ISO'
as $$
declare
  first timestamptz := date_trunc('month', instant);
  next timestamptz := first + interval '1 month';
  leaf text := 'audit_event_' || to_char(first, 'YYYYMM');
begin
  -- Nodes that do the same at once take turns, and all but the first find it done.
  perform pg_advisory_xact_lock(hashtext('reeve.create_audit_month'));
  if exists (
    select from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'reeve.audit_event'::regclass and c.relname = leaf
  ) then
    return null;
  end if;
  execute format('create table reeve.%I (like reeve.audit_event including defaults including constraints)', leaf);
  execute format('alter table reeve.%I enable row level security', leaf);
  execute format('alter table reeve.%I force row level security', leaf);
  execute format('revoke all on reeve.%I from public', leaf);
  execute format('alter table reeve.audit_event attach partition reeve.%I for values from (%L) to (%L)', leaf, first, next);
  execute format('create statistics reeve.%I (ndistinct, dependencies) on tenant_id, actor_id from reeve.%I', leaf || '_actor', leaf);
  return leaf;
end
$$;
comment on function create_audit_month(timestamptz) is 'Makes the partition of audit_event for one month; null if it is there.';
revoke all on function create_audit_month(timestamptz) from public;

do $$
begin
  perform create_audit_month(now() + n * interval '1 month') from generate_series(-1, 3) as n;
end
$$;
