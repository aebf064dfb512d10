-- A tenant's memberships are its own; the instance sees and ends those of an account.
alter table group_member enable row level security;
alter table group_member force row level security;

drop policy if exists tenant on group_member;
create policy tenant on group_member as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on group_member;
create policy tenant_only on group_member as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on group_member;
create policy instance on group_member as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on group_member;
create policy instance_only on group_member as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on group_member from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on group_member to reeve_app;
grant select, insert, delete on group_member to reeve_instance;
