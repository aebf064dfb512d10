-- The roles of a Reeve database. Safe to apply again; needs a role that may create roles.
do $$
declare
  name text;
begin
  foreach name in array array['reeve_owner', 'reeve_door', 'reeve_instance', 'reeve_auditor', 'reeve_sealer'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
  end loop;
  if not exists (select from pg_roles where rolname = 'reeve_app') then
    create role reeve_app login noinherit;
  end if;
end
$$;

-- noinherit: the service holds the instance's rights only inside a transaction that asks for them by `set local role`.
grant reeve_instance to reeve_app;
