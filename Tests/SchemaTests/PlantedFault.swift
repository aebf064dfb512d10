import Postgres

/// A mistake as a migration or a policy might make it, and the check that must find it.
struct PlantedFault: Sendable {
    let check: CatalogueCheck
    let statements: [SQL]

    init(_ check: CatalogueCheck, _ statements: SQL...) {
        self.check = check
        self.statements = statements
    }

    static let all: [PlantedFault] = [
        PlantedFault(.forced, "alter table secret no force row level security"),
        PlantedFault(.forced, "create table stray (tenant_id uuid not null)"),
        PlantedFault(
            .forced,
            "create table audit_event_200001 partition of audit_event for values from ('2000-01-01') to ('2000-02-01')"
        ),
        PlantedFault(.policed, "drop policy tenant_only on secret"),
        PlantedFault(.policed, "grant select (session_id) on session to reeve_app"),
        PlantedFault(.worded, "create policy all_rows on secret to reeve_app using (true) with check (true)"),
        PlantedFault(.worded, "create policy everybody on secret to public using (false)"),
        PlantedFault(
            .worded,
            "alter policy tenant on secret using (tenant_id = (select current_setting('reeve.tenant_id', true)::uuid))"
        ),
        PlantedFault(.worded, "alter policy instance on tenant to reeve_app, reeve_instance"),
        PlantedFault(.worded, "alter policy instance on execution_message to reeve_app, reeve_instance"),
        PlantedFault(.worded, "alter policy door_delete on session using (true)"),
        PlantedFault(.worded, "create policy door_read on secret for select to reeve_door using (true)"),
        PlantedFault(
            .leaves,
            "select create_audit_month('2000-01-01')",
            "grant select on audit_event_200001 to reeve_app"
        ),
        PlantedFault(
            .leaves,
            "select create_log_month('2000-01-01')",
            "grant select on execution_log_200001 to reeve_app"
        ),
        PlantedFault(
            .leaves,
            "select create_audit_month('2000-01-01')",
            "grant select (record) on audit_event_200001 to reeve_auditor"
        ),
        PlantedFault(.unique, "create unique index scim_user_everywhere on scim_user (user_name_key)"),
        PlantedFault(.unique, "create unique index scim_user_expression on scim_user (lower(user_name), tenant_id)"),
        PlantedFault(
            .foreign,
            "alter table user_group add constraint user_group_group_id unique (group_id)",
            "alter table binding add constraint binding_loose foreign key (group_id) references user_group (group_id)"
        ),
        PlantedFault(.roles, "alter role reeve_app bypassrls"),
        PlantedFault(.roles, "alter role reeve_door login"),
        PlantedFault(.roles, "alter table secret owner to reeve_app"),
        PlantedFault(.memberships, "grant reeve_owner to reeve_app"),
        PlantedFault(.memberships, "grant pg_read_all_data to reeve_auditor"),
        PlantedFault(.memberships, "alter role reeve_app inherit", "grant reeve_instance to reeve_app"),
        PlantedFault(.views, "create view everything as select * from secret"),
        PlantedFault(.views, "create materialized view everything as select * from secret"),
        PlantedFault(.views, "create sequence counter"),
        PlantedFault(
            .definers,
            "create function peek() returns bigint language sql security definer as 'select count(*) from reeve.secret'"
        ),
        PlantedFault(.definers, "alter function end_access(uuid) reset search_path"),
        PlantedFault(.definers, "alter function holds_shard(smallint, uuid, bigint) owner to reeve_owner"),
        PlantedFault(.definers, "alter function end_access(uuid) owner to current_user"),
        PlantedFault(.executable, "grant execute on function find_user(text) to public"),
        PlantedFault(.executable, "create function open_to_all() returns integer language sql as 'select 1'"),
        PlantedFault(
            .shadowed,
            "create function of_slug(name text) returns uuid language sql as 'select tenant_id from reeve.tenant where slug = name'"
        ),
        PlantedFault(
            .immutable,
            """
            create function current_tenant() returns text language sql immutable
            as 'select current_setting(''reeve.tenant_id'')'
            """
        ),
        PlantedFault(.immutable, "alter function account_usable(account) leakproof"),
        PlantedFault(.appendOnly, "grant delete on audit_event to reeve_instance"),
        PlantedFault(.appendOnly, "grant update (outcome) on audit_event to reeve_app"),
        PlantedFault(.filtered, "grant truncate on secret to reeve_app"),
        PlantedFault(.filtered, "grant references (tenant_id) on secret to reeve_app"),
        PlantedFault(.filtered, "grant select on namespace to public"),
        PlantedFault(.filtered, "grant select on namespace to reeve_app with grant option"),
        PlantedFault(.creatable, "grant create on schema reeve to reeve_door"),
        PlantedFault(.creatable, "grant create on schema public to public"),
        PlantedFault(
            .defaults,
            "alter default privileges for role reeve_owner in schema reeve grant select on tables to reeve_app"
        ),
        PlantedFault(
            .silent,
            "create rule quiet as on delete to secret do instead nothing"
        ),
    ]
}
