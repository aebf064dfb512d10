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
-- The functions of Policies/doors run as reeve_door. They find the token that is shown, and end those of an account that
-- the tenant knows.
drop policy if exists door_read on api_token;
create policy door_read on api_token as permissive for select to reeve_door
  using (true);
drop policy if exists door_delete on api_token;
create policy door_delete on api_token as permissive for delete to reeve_door
  using (exists (
    select from tenant_access m
    where m.tenant_id = (select current_setting('reeve.tenant_id')::uuid) and m.account_id = api_token.account_id
  ));

revoke all on api_token from public, reeve_app, reeve_instance, reeve_door;
-- A tenant never reads a digest, and moves no token to another holder.
grant select (token_id, kind, account_id, tenant_id, integration_id, name, description, prefix, lifetime, extended,
    created_at, expires_at, used_at),
  insert,
  update (name, description, lifetime, extended, expires_at, used_at),
  delete
  on api_token to reeve_app;
grant select, insert, update, delete on api_token to reeve_instance;
grant select, delete on api_token to reeve_door;
