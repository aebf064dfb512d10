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
-- The functions of Policies/doors run as reeve_door; each says whose rows it may touch.
drop policy if exists door on session;
create policy door on session as permissive to reeve_door
  using (true)
  with check (true);

revoke all on session from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on session to reeve_instance;
grant select, delete on session to reeve_door;
