create domain run_state as text collate "C"
  constraint run_state_known check (value in (
    'CREATED', 'QUEUED', 'SUBMITTED', 'RUNNING', 'PAUSED', 'BREAKPOINT', 'RESTARTED', 'KILLING', 'RETRYING', 'SUCCESS',
    'WARNING', 'FAILED', 'KILLED', 'CANCELLED', 'SKIPPED', 'RETRIED', 'RESUBMITTED'
  ));
comment on domain run_state is 'The state of an execution, a task run or an attempt, by the name that the API uses.';

create domain run_phase as text collate "C"
  constraint run_phase_known check (value in (
    'none', 'assertions', 'main', 'errors', 'finally', 'settling', 'replacing', 'after', 'ended'
  ));
comment on domain run_phase is 'Which of its lists an execution or a task run is at.';

create domain execution_shard as smallint
  constraint execution_shard_known check (value between 0 and 15);
comment on domain execution_shard is 'Which executor writes an execution: the last byte of its identifier, modulo 16.';

create domain execution_document as text
  constraint execution_document_is_bounded check (octet_length(value) <= 1048576);
comment on domain execution_document is 'JSON. What was made of secrets is sealed in it.';

create table execution (
  tenant_id uuid not null,
  execution_id uuid not null,
  shard execution_shard not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  flow_revision integer not null,
  kind text collate "C" not null,
  -- Namespace, flow and identifier without the difference of case.
  search_key text collate "C" not null,
  state run_state not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  scheduled_at timestamptz,
  state_history text[] not null,
  state_since timestamptz[] not null,
  created_by uuid,
  original_id uuid not null,
  attempt integer not null,
  first_created_at timestamptz not null,
  -- Who asked for it: an execution, the task run there that waits, and which of its executions this one is.
  parent_id uuid,
  parent_task_run integer,
  parent_iteration integer,
  loop_task text,
  loop_index integer,
  loop_key text,
  loop_value text,
  trigger_id text collate "C",
  trigger execution_document,
  inputs execution_document not null,
  variables execution_document not null,
  outputs execution_document,
  -- The rest is of the state machine: Docs/execution.md.
  breakpoint_tasks text[] not null,
  breakpoint_values text[] not null,
  token integer not null,
  question integer not null,
  slot text collate "C" not null,
  slot_token integer not null,
  abandoned_slots integer[] not null,
  is_held boolean not null,
  asks_assertions boolean not null,
  asks_again boolean not null,
  outputs_are_done boolean not null,
  broken_promises integer[] not null,
  forced_state run_state,
  replacement_policy integer,
  phase run_phase not null,
  outcome smallint not null,
  next_task_run integer not null,
  next_iteration integer not null,
  constraint execution_pkey primary key (tenant_id, execution_id),
  constraint execution_kind_is_known check (kind in ('NORMAL', 'TEST', 'PLAYGROUND', 'LOOP')),
  constraint execution_slot_is_known check (slot in ('none', 'asked', 'queued', 'held', 'returned')),
  constraint execution_history_is_paired check (cardinality(state_history) = cardinality(state_since)),
  constraint execution_breakpoints_are_paired check (cardinality(breakpoint_tasks) = cardinality(breakpoint_values)),
  constraint execution_parent_is_whole check (num_nulls(parent_id, parent_task_run, parent_iteration) in (0, 3)),
  constraint execution_loop_is_whole check (num_nulls(loop_task, loop_index, loop_value) in (0, 3))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
-- No reference to the tenant: it would lock one row for all that the tenant runs.
comment on table execution is 'Executions: what is run, for whom, and how far it has come. Written by the executor of its shard alone.';
-- `nulls last` as in lists that are sorted downwards: else the index would not give their order.
create index execution_newest on execution (tenant_id, created_at desc nulls last, execution_id desc);
create index execution_by_flow on execution (tenant_id, namespace, flow_id, created_at desc nulls last, execution_id desc);
create index execution_by_state on execution (tenant_id, state, created_at desc nulls last, execution_id desc);
create index execution_by_end on execution (tenant_id, ended_at desc nulls last, execution_id desc) where ended_at is not null;
create index execution_by_parent on execution (tenant_id, parent_id, execution_id) where parent_id is not null;
-- What an executor takes over with a shard, of all tenants.
create index execution_open on execution (shard, tenant_id, execution_id) where phase <> 'ended';

create table execution_label (
  tenant_id uuid not null,
  execution_id uuid not null,
  -- Their order.
  ordinal integer not null,
  key text collate "C" not null,
  value text collate "C" not null,
  constraint execution_label_pkey primary key (tenant_id, execution_id, ordinal),
  constraint execution_label_is_bounded check (octet_length(key) <= 256 and octet_length(value) <= 1024),
  constraint execution_label_execution_fkey foreign key (tenant_id, execution_id)
    references execution (tenant_id, execution_id) on delete cascade
);
comment on table execution_label is 'The labels of executions.';
create index execution_label_by_value on execution_label (tenant_id, key, value, execution_id);

create table task_run (
  tenant_id uuid not null,
  execution_id uuid not null,
  number integer not null,
  task_run_id uuid not null,
  -- The task's number in the plan of the flow's revision, and its identifier.
  task integer not null,
  task_id text collate "C" not null,
  parent integer,
  iteration integer,
  value text,
  state run_state not null,
  state_history text[] not null,
  state_since timestamptz[] not null,
  step text collate "C" not null,
  token integer not null,
  round integer not null,
  failures integer not null,
  losses integer not null,
  -- Instants that are only compared are kept as the state machine counts: milliseconds since 1970, to the greatest number.
  round_start bigint not null,
  timeout bigint,
  iteration_limit bigint not null,
  iteration_interval bigint not null,
  deadline bigint not null,
  first_iteration integer,
  work text collate "C" not null,
  forced_state run_state,
  phase run_phase not null,
  outcome smallint not null,
  list integer,
  total integer not null,
  next integer not null,
  constraint task_run_pkey primary key (tenant_id, execution_id, number),
  constraint task_run_step_is_known check (step in (
    'ready', 'when', 'properties', 'cache', 'job', 'scope', 'condition', 'interval', 'children', 'childOutputs', 'paused',
    'retry', 'breakpoint', 'done'
  )),
  constraint task_run_work_is_known check (work in ('run', 'openDirectory', 'closeDirectory')),
  constraint task_run_history_is_paired check (cardinality(state_history) = cardinality(state_since)),
  constraint task_run_execution_fkey foreign key (tenant_id, execution_id)
    references execution (tenant_id, execution_id) on delete cascade
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
comment on table task_run is 'The runs of tasks in executions, numbered within each.';

create table task_run_attempt (
  tenant_id uuid not null,
  execution_id uuid not null,
  task_run integer not null,
  number integer not null,
  state run_state not null,
  worker text,
  submitted_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  constraint task_run_attempt_pkey primary key (tenant_id, execution_id, task_run, number),
  constraint task_run_attempt_counts_from_one check (number >= 1),
  constraint task_run_attempt_task_run_fkey foreign key (tenant_id, execution_id, task_run)
    references task_run (tenant_id, execution_id, number) on delete cascade
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
comment on table task_run_attempt is 'How often a task run was handed to a worker, and what became of it.';

create table execution_iteration (
  tenant_id uuid not null,
  execution_id uuid not null,
  number integer not null,
  task_run integer not null,
  index integer not null,
  key text,
  value text,
  child_id uuid,
  state run_state not null,
  is_judged boolean not null,
  constraint execution_iteration_pkey primary key (tenant_id, execution_id, number),
  constraint execution_iteration_key_has_value check (key is null or value is not null),
  constraint execution_iteration_task_run_fkey foreign key (tenant_id, execution_id, task_run)
    references task_run (tenant_id, execution_id, number) on delete cascade
) with (fillfactor = 70);
comment on table execution_iteration is 'The values that task runs iterate over, and the executions that they asked for.';
-- For the removal of a task run.
create index execution_iteration_by_task_run on execution_iteration (tenant_id, execution_id, task_run);

create table task_run_output (
  tenant_id uuid not null,
  execution_id uuid not null,
  task_run integer not null,
  document execution_document not null,
  constraint task_run_output_pkey primary key (tenant_id, execution_id, task_run),
  constraint task_run_output_task_run_fkey foreign key (tenant_id, execution_id, task_run)
    references task_run (tenant_id, execution_id, number) on delete cascade
);
comment on table task_run_output is 'What task runs yielded; apart, for lists do not show it.';

create table execution_message (
  tenant_id uuid not null,
  -- Tells when it was made: of one process, the later one is the greater.
  message_id uuid not null,
  shard execution_shard not null,
  -- Refers to nothing: a message may come for an execution that was removed meanwhile.
  execution_id uuid not null,
  content execution_document not null,
  constraint execution_message_pkey primary key (tenant_id, message_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
comment on table execution_message is 'What waits for executors to deal with it: commands, and what executions tell one another.';
create index execution_message_waiting on execution_message (tenant_id, shard, message_id);
create index execution_message_of_execution on execution_message (tenant_id, execution_id);
-- For who looks which tenants have something waiting, of all tenants.
create index execution_message_by_shard on execution_message (shard, tenant_id);

create table execution_timer (
  tenant_id uuid not null,
  execution_id uuid not null,
  -- -1: of the execution itself.
  task_run integer not null,
  purpose text collate "C" not null,
  -- Which of several; else -1.
  promise integer not null,
  token integer not null,
  shard execution_shard not null,
  due_at timestamptz not null,
  constraint execution_timer_pkey primary key (tenant_id, execution_id, task_run, purpose, promise),
  constraint execution_timer_purpose_is_known check (purpose in (
    'schedule', 'retry', 'timeout', 'pause', 'iteration', 'serviceLevel', 'newExecution'
  )),
  constraint execution_timer_execution_fkey foreign key (tenant_id, execution_id)
    references execution (tenant_id, execution_id) on delete cascade
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
comment on table execution_timer is 'Instants that executions wait for: one for each task run and purpose.';
create index execution_timer_due on execution_timer (tenant_id, shard, due_at);
-- For who looks which tenants have something due, of all tenants.
create index execution_timer_next on execution_timer (due_at);

create table execution_pool (
  tenant_id uuid not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  last_position bigint not null default 0,
  constraint execution_pool_pkey primary key (tenant_id, namespace, flow_id)
);
comment on table execution_pool is
  'Flows that limit how many executions run at once; who gives or takes a slot locks the row. Numbers those who wait.';

create table execution_slot (
  tenant_id uuid not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  execution_id uuid not null,
  -- Which wish of the execution.
  token integer not null,
  -- Those who wait are served in this order; null: it has its slot.
  position bigint,
  constraint execution_slot_pkey primary key (tenant_id, namespace, flow_id, execution_id),
  constraint execution_slot_pool_fkey foreign key (tenant_id, namespace, flow_id)
    references execution_pool (tenant_id, namespace, flow_id) on delete cascade
);
comment on table execution_slot is 'Executions that run within the limit of their flow, and those that wait to.';
create index execution_slot_queue on execution_slot (tenant_id, namespace, flow_id, position);
create index execution_slot_of_execution on execution_slot (tenant_id, execution_id);

create table execution_log (
  tenant_id uuid not null,
  logged_at timestamptz not null,
  -- Tells when it was made: of one process, the later line is the greater.
  line_id uuid not null,
  execution_id uuid not null,
  namespace namespace_name not null,
  flow_id flow_name not null,
  kind text collate "C" not null,
  task_run integer,
  task_run_id uuid,
  task_id text collate "C",
  attempt integer,
  level smallint not null,
  message text not null,
  constraint execution_log_pkey primary key (tenant_id, logged_at, line_id),
  constraint execution_log_level_is_known check (level between 1 and 5),
  constraint execution_log_message_is_bounded check (octet_length(message) <= 65536)
) partition by range (logged_at);
comment on table execution_log is 'What executions and their task runs have written. Kept by months; level 1 is TRACE, 5 is ERROR.';
create index execution_log_of_execution on execution_log (tenant_id, execution_id, logged_at, line_id);
create index execution_log_of_flow on execution_log (tenant_id, namespace, flow_id, logged_at desc, line_id desc);

-- Makes the partition of the month that holds an instant, shut to everyone, as create_audit_month does.
create function create_log_month(instant timestamptz) returns text
  language plpgsql set search_path = pg_catalog, reeve, pg_temp set timezone = 'UTC' set datestyle = 'ISO'
as $$
declare
  first timestamptz := date_trunc('month', instant);
  next timestamptz := first + interval '1 month';
  leaf text := 'execution_log_' || to_char(first, 'YYYYMM');
begin
  perform pg_advisory_xact_lock(hashtext('reeve.create_log_month'));
  if exists (
    select from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'reeve.execution_log'::regclass and c.relname = leaf
  ) then
    return null;
  end if;
  execute format('create table reeve.%I (like reeve.execution_log including defaults including constraints)', leaf);
  execute format('alter table reeve.%I enable row level security', leaf);
  execute format('alter table reeve.%I force row level security', leaf);
  execute format('revoke all on reeve.%I from public', leaf);
  execute format('alter table reeve.execution_log attach partition reeve.%I for values from (%L) to (%L)', leaf, first, next);
  return leaf;
end
$$;
comment on function create_log_month(timestamptz) is 'Makes the partition of execution_log for one month; null if it is there.';
revoke all on function create_log_month(timestamptz) from public;

do $$
begin
  perform create_log_month(now() + n * interval '1 month') from generate_series(-1, 3) as n;
end
$$;

create table executor_shard (
  shard execution_shard not null,
  holder uuid,
  -- Grows whenever the shard is given to somebody; what is written under an older one is refused.
  term bigint not null default 0,
  expires_at timestamptz not null default '-infinity',
  constraint executor_shard_pkey primary key (shard)
);
comment on table executor_shard is 'Which executor writes the executions of a shard, and until when.';
