-- What the executors need beyond a tenant's own rows.
-- No argument bears the name of a column: where both fit, the column is meant.
grant create on schema reeve to reeve_door;

-- Whether an executor still has a shard, for the transaction that writes the shard's executions. While it runs nobody else is given the shard.
create or replace function holds_shard(asked_shard smallint, asked_holder uuid, asked_term bigint) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
begin
  -- Shared, so that the tenants of a shard do not wait for one another. Whoever is given the shard takes it alone.
  perform pg_advisory_xact_lock_shared(hashtext('reeve.executor_shard'), asked_shard);
  -- A statement of its own: it sees what was committed while the lock was waited for.
  return exists (
    select from executor_shard s where s.shard = asked_shard and s.holder = asked_holder and s.term = asked_term
  );
end
$$;

alter function holds_shard(smallint, uuid, bigint) owner to reeve_door;
revoke all on function holds_shard(smallint, uuid, bigint) from public;
grant execute on function holds_shard(smallint, uuid, bigint) to reeve_app;

-- An owner needs the right to create only while functions are handed to it.
revoke create on schema reeve from reeve_door;

-- Makes the partitions of the log for the months to come; whoever serves calls it every day.
create or replace function create_log_months(months_ahead integer) returns integer
  language sql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  select count(create_log_month(now() + n * interval '1 month'))::integer
  from generate_series(0, least(months_ahead, 24)) as n
$$;

-- Removes the partitions of the log that are older than so many months before this one. Others do not wait for it for long.
create or replace function drop_log_months(months_kept integer) returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, reeve, pg_temp set timezone = 'UTC' set lock_timeout = '2s'
as $$
declare
  oldest text := to_char(now() - least(greatest(months_kept, 1), 1200) * interval '1 month', 'YYYYMM');
  leaf name;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('reeve.create_log_month'));
  for leaf in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'reeve.execution_log'::regclass and right(c.relname, 6) < oldest
    order by c.relname
  loop
    execute format('drop table reeve.%I', leaf);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

-- Run as the owner: only it can make and remove a partition.
alter function create_log_months(integer) owner to reeve_owner;
alter function drop_log_months(integer) owner to reeve_owner;
revoke all on function create_log_months(integer), drop_log_months(integer) from public;
grant execute on function create_log_months(integer) to reeve_app;
grant execute on function drop_log_months(integer) to reeve_instance;
