-- A tenant reads and adds to its own records; the instance to all. Nobody changes or removes one.
alter table audit_event enable row level security;
alter table audit_event force row level security;

drop policy if exists tenant on audit_event;
create policy tenant on audit_event as permissive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists tenant_only on audit_event;
create policy tenant_only on audit_event as restrictive to reeve_app
  using (tenant_id = (select current_setting('reeve.tenant_id')::uuid))
  with check (tenant_id = (select current_setting('reeve.tenant_id')::uuid));
drop policy if exists instance on audit_event;
create policy instance on audit_event as permissive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');
drop policy if exists instance_only on audit_event;
create policy instance_only on audit_event as restrictive to reeve_instance
  using ((select current_setting('reeve.scope')) = 'instance')
  with check ((select current_setting('reeve.scope')) = 'instance');

revoke all on audit_event from public, reeve_app, reeve_instance, reeve_door;
-- The transaction's number is the server's word, never the writer's.
grant select, insert (tenant_id, occurred_at, event_id, type, permission, actor_id, actor_name, on_behalf_of, resource_kind,
    resource_id, namespace, outcome, source_address, request_id, trace_id, record, digest)
  on audit_event to reeve_app, reeve_instance;
