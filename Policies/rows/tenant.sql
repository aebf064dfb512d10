-- A tenant sees itself; the instance sees all.
alter table tenant enable row level security;
alter table tenant force row level security;

drop policy if exists tenant on tenant;
create policy tenant on tenant as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on tenant;
create policy tenant_only on tenant as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on tenant;
create policy instance on tenant as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on tenant;
create policy instance_only on tenant as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door; each says whose rows it may touch.
drop policy if exists door on tenant;
create policy door on tenant as permissive to reeve_door
  using (true)
  with check (true);

revoke all on tenant from public, reeve_app, reeve_instance, reeve_door;
grant select, update on tenant to reeve_app;
grant select, insert, update on tenant to reeve_instance;
grant select on tenant to reeve_door;
