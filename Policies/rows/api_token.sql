-- Tokens are the instance's; a tenant manages those bound to it.
alter table api_token enable row level security;
alter table api_token force row level security;

drop policy if exists tenant on api_token;
create policy tenant on api_token as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on api_token;
create policy tenant_only on api_token as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on api_token;
create policy instance on api_token as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on api_token;
create policy instance_only on api_token as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door; each says whose rows it may touch.
drop policy if exists door on api_token;
create policy door on api_token as permissive to reeve_door
  using (true)
  with check (true);

revoke all on api_token from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on api_token to reeve_app;
grant select, insert, update, delete on api_token to reeve_instance;
grant select, delete on api_token to reeve_door;
