-- Makes the partitions of the months to come; whoever serves calls it every day.
create or replace function create_audit_months(months_ahead integer) returns integer
  language sql volatile security definer set search_path = pg_catalog, reeve, pg_temp
as $$
  select count(create_audit_month(now() + n * interval '1 month'))::integer
  from generate_series(0, least(months_ahead, 24)) as n
$$;

-- Runs as the owner: only it can make a partition.
alter function create_audit_months(integer) owner to reeve_owner;
revoke all on function create_audit_months(integer) from public;
grant execute on function create_audit_months(integer) to reeve_app;
