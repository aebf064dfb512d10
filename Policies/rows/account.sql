-- For the whole instance: tenants see accounts through tenant_access, and reach this table by the doors alone.
alter table account enable row level security;
alter table account force row level security;

drop policy if exists instance on account;
create policy instance on account as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on account;
create policy instance_only on account as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door; each says whose rows it may touch.
drop policy if exists door on account;
create policy door on account as permissive to reeve_door
  using (true)
  with check (true);

revoke all on account from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on account to reeve_instance;
grant select, insert, update, delete on account to reeve_door;
