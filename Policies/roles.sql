-- The roles of a Reeve database. Safe to apply again; needs a role that may create roles.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['reeve_owner', 'reeve_door', 'reeve_instance', 'reeve_auditor', 'reeve_sealer'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
  if not exists (select from pg_roles where rolname = 'reeve_app') then
    create role reeve_app login noinherit;
  end if;
  -- noinherit: the service holds the instance's rights only inside a transaction that asks for them by `set local role`.
  if not pg_has_role('reeve_app', 'reeve_instance', 'member') then
    grant reeve_instance to reeve_app;
  end if;
  -- Roles that were there before, and are more than row security allows, are for whoever made them to mend.
  for wanted in
    select rolname from pg_roles
    where rolname in ('reeve_owner', 'reeve_door', 'reeve_instance', 'reeve_app', 'reeve_auditor', 'reeve_sealer')
      and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)
  loop
    raise exception 'role % is stronger than row security allows', wanted
      using hint = 'alter it to nosuperuser nobypassrls nocreaterole noreplication';
  end loop;
  if pg_has_role('reeve_app', 'reeve_instance', 'usage') then
    raise exception 'role reeve_app inherits reeve_instance'
      using hint = 'alter role reeve_app noinherit, then revoke reeve_instance from reeve_app and apply this again';
  end if;
  -- Nobody needs temporary tables, which would come before the schema's own where a search path does not say otherwise.
  if has_database_privilege('reeve_app', current_database(), 'temporary') then
    execute format('revoke temporary on database %I from public', current_database());
  end if;
end
$$;
