-- A tenant's groups are its own; the instance sees which groups an account is in.
alter table user_group enable row level security;
alter table user_group force row level security;

drop policy if exists tenant on user_group;
create policy tenant on user_group as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on user_group;
create policy tenant_only on user_group as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on user_group;
create policy instance on user_group as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on user_group;
create policy instance_only on user_group as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on user_group from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on user_group to reeve_app;
-- An integration that is deleted leaves its groups to the tenant.
grant select, delete, update (integration_id, external_id, revision, updated_at) on user_group to reeve_instance;
