-- Sessions are the instance's: only the doors and instance transactions see them.
alter table session enable row level security;
alter table session force row level security;

drop policy if exists instance on session;
create policy instance on session as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on session;
create policy instance_only on session as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
-- The functions of Policies/doors run as reeve_door. They find the session that is shown, and end those of an account that
-- the tenant knows.
drop policy if exists door_read on session;
create policy door_read on session as permissive for select to reeve_door
  using (true);
drop policy if exists door_delete on session;
create policy door_delete on session as permissive for delete to reeve_door
  using (exists (
    select from tenant_access m
    where m.tenant_id = (select current_setting('reeve.tenant_id')::uuid) and m.account_id = session.account_id
  ));

revoke all on session from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on session to reeve_instance;
grant select, delete on session to reeve_door;
