-- Lockouts are the instance's.
alter table login_attempt enable row level security;
alter table login_attempt force row level security;

drop policy if exists instance on login_attempt;
create policy instance on login_attempt as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on login_attempt;
create policy instance_only on login_attempt as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on login_attempt from public, reeve_app, reeve_instance, reeve_door;
grant select, insert, update, delete on login_attempt to reeve_instance;
