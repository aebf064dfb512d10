import Postgres

/// A question to the catalogue whose answer is what is wrong, one row for each.
struct CatalogueCheck: Sendable {
    let name: String
    let sql: SQL

    static let all: [CatalogueCheck] = [
        forced, policed, worded, leaves, unique, foreign, roles, memberships, views, definers, executable, shadowed,
        immutable, appendOnly, filtered, creatable, defaults, silent,
    ]

    static let forced = CatalogueCheck(
        name: "row security is on and forced, on leaves too",
        sql: """
            select oid::regclass::text from pg_class
            where relnamespace = 'reeve'::regnamespace and relkind in ('r', 'p')
              and relname not in ('reeve_migration', 'reeve_row_policies')
              and not (relrowsecurity and relforcerowsecurity)
            """
    )

    static let policed = CatalogueCheck(
        name: "a role that may touch a table is held to a policy that grants and one that restricts",
        sql: """
            select c.oid::regclass::text || ' ' || r.rolname::text || ' ' || kind.name
            from pg_class c
            cross join pg_roles r
            cross join (values (true, 'permissive'), (false, 'restrictive')) as kind (permissive, name)
            where c.relnamespace = 'reeve'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and r.rolname in ('reeve_app', 'reeve_instance', 'reeve_auditor', 'reeve_sealer')
              and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update') or has_table_privilege(r.oid, c.oid, 'delete'))
              and not exists (
                select from pg_policy p
                where p.polrelid = c.oid and p.polpermissive = kind.permissive and p.polcmd = '*' and r.oid = any (p.polroles)
              )
            """
    )

    static let worded = CatalogueCheck(
        name: "a policy says whose rows it shows, in the form that raises where nothing is set",
        sql: """
            select p.polrelid::regclass::text || ' ' || p.polname
            from pg_policy p
            join pg_class c on c.oid = p.polrelid and c.relnamespace = 'reeve'::regnamespace
            cross join lateral (
              select pg_get_expr(p.polqual, p.polrelid) as shown, pg_get_expr(p.polwithcheck, p.polrelid) as written,
                '(tenant_id = ( SELECT (current_setting(''reeve.tenant_id''::text))::uuid AS current_setting))' as tenant,
                '(( SELECT current_setting(''reeve.scope''::text) AS current_setting) = ''instance''::text)' as instance,
                (select array_agg(r.rolname order by r.rolname) from pg_roles r where r.oid = any (p.polroles)) as holders
            ) e
            where not coalesce(
              case
                when p.polroles = array[0::oid] then false
                when e.holders <@ array['reeve_door'::name] then
                  e.shown is distinct from 'true' and e.written is distinct from 'true'
                  or p.polcmd = 'r' and e.shown = 'true'
                    and c.relname in ('account', 'api_token', 'executor_shard', 'security_integration', 'session', 'tenant_access')
                when e.holders <@ array['reeve_instance'::name] then e.shown = e.written and e.shown in (e.tenant, e.instance)
                when e.holders <@ array['reeve_app'::name, 'reeve_instance'] then e.shown = e.written and e.shown = e.tenant
              end, false)
            """
    )

    static let leaves = CatalogueCheck(
        name: "nobody is granted a leaf, which would lead past the policies of its parent",
        sql: """
            select c.oid::regclass::text || ' ' || a.grantee::regrole::text
            from pg_class c
            left join pg_attribute t on t.attrelid = c.oid and t.attacl is not null
            cross join lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(t.attacl)) a
            where c.relnamespace = 'reeve'::regnamespace and c.relispartition and c.relkind in ('r', 'p')
              and a.grantee <> c.relowner
            """
    )

    static let unique = CatalogueCheck(
        name: "the tenant leads every unique index, or a duplicate would tell what another tenant has",
        sql: """
            select i.indexrelid::regclass::text
            from pg_index i
            join pg_class c on c.oid = i.indrelid and c.relnamespace = 'reeve'::regnamespace
            join pg_class x on x.oid = i.indexrelid
            join pg_attribute t on t.attrelid = i.indrelid and t.attname = 'tenant_id' and not t.attisdropped
            where i.indisunique and i.indkey[0] <> t.attnum
              -- A slug is the instance's to give; a token's identifier is drawn at random.
              and x.relname not in ('tenant_slug_live', 'api_token_pkey')
            """
    )

    static let foreign = CatalogueCheck(
        name: "the tenant leads every foreign key, or a row could refer to another tenant's",
        sql: """
            select f.conrelid::regclass::text || ' ' || f.conname
            from pg_constraint f
            join pg_class c on c.oid = f.conrelid and c.relnamespace = 'reeve'::regnamespace
            left join pg_attribute own on own.attrelid = f.conrelid and own.attnum = f.conkey[1]
            left join pg_attribute other on other.attrelid = f.confrelid and other.attnum = f.confkey[1]
            where f.contype = 'f' and (own.attname, other.attname) is distinct from ('tenant_id', 'tenant_id')
              -- Accounts are the instance's, and so is what hangs on them.
              and f.conname not in (
                'account_home_tenant_fkey', 'account_password_tenant_fkey', 'api_token_account_fkey',
                'session_account_fkey', 'session_impersonator_fkey', 'tenant_access_account_fkey'
              )
            """
    )

    static let roles = CatalogueCheck(
        name: "no role of the service is stronger than row security",
        sql: """
            select rolname::text from pg_roles
            where rolname in ('reeve_app', 'reeve_instance', 'reeve_door', 'reeve_owner', 'reeve_auditor', 'reeve_sealer')
              and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
                or rolcanlogin and rolname in ('reeve_instance', 'reeve_door', 'reeve_owner'))
            union all
            select 'owner of ' || oid::regclass::text from pg_class
            where relnamespace = 'reeve'::regnamespace and relowner <> 'reeve_owner'::regrole
            """
    )

    static let memberships = CatalogueCheck(
        name: "the service's role may become the instance's and no other, and only by asking",
        sql: """
            select m.member::regrole::text || ' in ' || m.roleid::regrole::text
            from pg_auth_members m
            join pg_roles r on r.oid = m.member
            where r.rolname in ('reeve_app', 'reeve_instance', 'reeve_door', 'reeve_auditor', 'reeve_sealer')
              and not (r.rolname = 'reeve_app' and m.roleid = 'reeve_instance'::regrole)
            union all
            select 'reeve_app inherits reeve_instance' where pg_has_role('reeve_app', 'reeve_instance', 'usage')
            """
    )

    static let views = CatalogueCheck(
        name: "a view reads as who asks; nothing else shows rows past the policies, and no sequence counts for all",
        sql: """
            select relkind::text || ' ' || oid::regclass::text from pg_class
            where relnamespace = 'reeve'::regnamespace
              and (relkind in ('m', 'f', 'S')
                or relkind = 'v' and not coalesce(reloptions @> array['security_invoker=true', 'security_barrier=true'], false))
            """
    )

    static let definers = CatalogueCheck(
        name: "a function that runs as its owner is a known door with a pinned search path",
        sql: """
            select p.oid::regprocedure::text from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('reeve', 'public') and p.prosecdef
              and not (
                coalesce(p.proconfig @> array['search_path=pg_catalog, reeve, pg_temp'], false)
                and (
                  p.proowner = 'reeve_door'::regrole and p.proname in (
                    'authenticate_session', 'authenticate_token', 'create_service_account', 'delete_service_account',
                    'describe_service_account', 'end_access', 'find_user', 'holds_shard', 'identify_user', 'provision_user',
                    'resolve_tenant', 'set_provisioned_password', 'update_service_account'
                  )
                  or p.proowner = 'reeve_owner'::regrole
                    and p.proname in ('create_audit_months', 'create_log_months', 'drop_log_months')
                )
              )
            """
    )

    static let executable = CatalogueCheck(
        name: "no function is everybody's to call",
        sql: """
            select p.oid::regprocedure::text from pg_proc p
            where p.pronamespace = 'reeve'::regnamespace
              and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
            """
    )

    static let shadowed = CatalogueCheck(
        name: "no argument bears the name of a column, which would be meant in its stead",
        sql: """
            select p.oid::regprocedure::text || ' ' || a.name from pg_proc p
            cross join lateral unnest(p.proargnames) with ordinality as a (name, number)
            where p.pronamespace = 'reeve'::regnamespace and coalesce(p.proargmodes[a.number::integer], 'i') in ('i', 'b', 'v')
              and exists (
                select from pg_attribute t join pg_class c on c.oid = t.attrelid
                where c.relnamespace = 'reeve'::regnamespace and c.relkind in ('r', 'p') and t.attnum > 0 and t.attname = a.name
              )
            """
    )

    static let immutable = CatalogueCheck(
        name: "no function that the planner may compute beforehand reads a setting, and none counts as leakproof",
        sql: """
            select p.oid::regprocedure::text from pg_proc p
            where p.pronamespace = 'reeve'::regnamespace
              and (p.proleakproof or p.provolatile = 'i' and p.prosrc ~* 'current_setting|current_user|session_user')
            """
    )

    static let appendOnly = CatalogueCheck(
        name: "the audit log is only ever added to",
        sql: """
            select r.rolname::text || ' ' || verb from pg_roles r
            cross join unnest(array['update', 'delete', 'truncate']) as verb
            where r.rolname in ('reeve_app', 'reeve_instance', 'reeve_door', 'reeve_auditor', 'reeve_sealer')
              and (has_table_privilege(r.oid, 'reeve.audit_event', verb)
                or verb = 'update' and has_any_column_privilege(r.oid, 'reeve.audit_event', verb))
            """
    )

    static let filtered = CatalogueCheck(
        name: "nobody is granted what row security does not filter, and PUBLIC nothing",
        sql: """
            select c.oid::regclass::text || ' ' || a.privilege_type || ' to ' || a.grantee::regrole::text
            from pg_class c
            left join pg_attribute t on t.attrelid = c.oid and t.attacl is not null
            cross join lateral (select * from aclexplode(c.relacl) union all select * from aclexplode(t.attacl)) a
            where c.relnamespace = 'reeve'::regnamespace and c.relkind in ('r', 'p', 'v') and a.grantee <> c.relowner
              and (a.grantee = 0 or a.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER') or a.is_grantable)
            """
    )

    static let creatable = CatalogueCheck(
        name: "nobody but the owner makes anything in the schemas that are searched",
        sql: """
            select n.nspname::text || ' ' || r.rolname::text from pg_namespace n
            cross join pg_roles r
            where n.nspname in ('reeve', 'public') and has_schema_privilege(r.oid, n.oid, 'create')
              and r.rolname in ('reeve_app', 'reeve_instance', 'reeve_door', 'reeve_auditor', 'reeve_sealer')
            """
    )

    static let defaults = CatalogueCheck(
        name: "no table is granted to anybody before it is made",
        sql: """
            select defaclrole::regrole::text || ' ' || defaclobjtype::text || ' ' || defaclacl::text from pg_default_acl d
            where exists (select from aclexplode(d.defaclacl) a where a.grantee <> d.defaclrole)
            """
    )

    static let silent = CatalogueCheck(
        name: "no trigger and no rule does what the statement does not say",
        sql: """
            select tgrelid::regclass::text || ' ' || tgname from pg_trigger t
            join pg_class c on c.oid = t.tgrelid and c.relnamespace = 'reeve'::regnamespace
            where not t.tgisinternal
            union all
            select ev_class::regclass::text || ' ' || rulename from pg_rewrite w
            join pg_class c on c.oid = w.ev_class and c.relnamespace = 'reeve'::regnamespace
            where w.rulename <> '_RETURN'
            """
    )
}
