-- Shards are the instance's.
alter table executor_shard enable row level security;
alter table executor_shard force row level security;

drop policy if exists instance on executor_shard;
create policy instance on executor_shard as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on executor_shard;
create policy instance_only on executor_shard as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door. One asks, in a tenant's transaction, whether a shard is still held.
drop policy if exists door_read on executor_shard;
create policy door_read on executor_shard as permissive for select to reeve_door
  using (true);

revoke all on executor_shard from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update on executor_shard to reeve_instance;
grant select on executor_shard to reeve_door;
