import Crypto
import Postgres
import Tenancy

/// A table, a row of it for a tenant, and what the roles may do to that row.
struct ProtectedTable: Sendable {
    enum Verb: Character, CaseIterable, Sendable {
        case select = "S"
        case insert = "I"
        case update = "U"
        case delete = "D"
    }

    /// Which rows a role sees that may touch the table.
    enum Reach: Sendable {
        /// Those of the transaction's tenant.
        case tenant
        /// All, in a transaction of the instance's scope.
        case instance
    }

    let name: SQL.Identifier
    /// The column by which the row of a tenant is found.
    let key: SQL.Identifier
    /// A column that is written anew with what it holds.
    let touched: SQL.Identifier
    /// What `reeve_app` may do.
    let app: Set<Verb>
    /// What `reeve_instance` may do, and to which rows.
    let instance: Set<Verb>
    let reach: Reach
    /// Adds the row of a tenant.
    let insert: @Sendable (UUID) -> SQL

    init(
        _ name: SQL.Identifier,
        by key: SQL.Identifier = "tenant_id",
        touching touched: SQL.Identifier,
        app: String,
        instance: String,
        _ reach: Reach,
        insert: @escaping @Sendable (UUID) -> SQL
    ) {
        self.name = name
        self.key = key
        self.touched = touched
        self.app = Set(app.compactMap(Verb.init))
        self.instance = Set(instance.compactMap(Verb.init))
        self.reach = reach
        self.insert = insert
    }

    /// Whether the row is a tenant's at all.
    var hasTenant: Bool { key.name == "tenant_id" }

    /// All tables, each after those that it refers to.
    ///
    /// All identifiers of a tenant's rows are the tenant's own.
    static let all: [ProtectedTable] = [
        ProtectedTable("tenant", touching: "name", app: "SU", instance: "SIU", .instance) { tenant in
            "insert into tenant (tenant_id, slug, name) values (\(tenant), \("t" + tenant.description), 'name')"
        },
        ProtectedTable("account", by: "account_id", touching: "description", app: "", instance: "SIUD", .instance) {
            tenant in
            """
            insert into account (account_id, kind, username, username_key, home_tenant_id)
            values (\(tenant), 'user', 'name', \(tenant.description), \(tenant))
            """
        },
        ProtectedTable("session", by: "session_id", touching: "seen_at", app: "", instance: "SIUD", .instance) {
            tenant in
            """
            insert into session (session_id, digest, account_id, idle_until, expires_at)
            values (\(tenant), sha256(uuid_send(\(tenant))), \(tenant), now(), now())
            """
        },
        ProtectedTable("login_attempt", by: "subject", touching: "failures", app: "", instance: "SIUD", .instance) {
            tenant in
            "insert into login_attempt (subject, failures, since) values (\(tenant.description), 1, now())"
        },
        ProtectedTable("tenant_access", touching: "active", app: "SIUD", instance: "SIUD", .instance) { tenant in
            """
            insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
            values (\(tenant), \(tenant), 'user', 'name', 'name', 'name')
            """
        },
        ProtectedTable("security_integration", touching: "name", app: "SIUD", instance: "SIUD", .tenant) { tenant in
            """
            insert into security_integration (tenant_id, integration_id, name, type, service_account_id)
            values (\(tenant), \(tenant), 'name', 'SCIM', \(tenant))
            """
        },
        ProtectedTable("api_token", touching: "name", app: "SIUD", instance: "SIUD", .instance) { tenant in
            """
            insert into api_token (token_id, kind, digest, account_id, tenant_id, name, prefix)
            values (\(tenant.description), 'personal', sha256('secret'), \(tenant), \(tenant), 'name', 'rvp_')
            """
        },
        ProtectedTable("user_group", touching: "name", app: "SIUD", instance: "SD", .instance) { tenant in
            "insert into user_group (tenant_id, group_id, name, name_key) values (\(tenant), \(tenant), 'name', 'name')"
        },
        ProtectedTable("group_member", touching: "membership", app: "SIUD", instance: "SID", .instance) { tenant in
            "insert into group_member (tenant_id, group_id, account_id) values (\(tenant), \(tenant), \(tenant))"
        },
        ProtectedTable("role", touching: "name", app: "SIUD", instance: "SIUD", .tenant) { tenant in
            "insert into role (tenant_id, role_id, name, name_key) values (\(tenant), \(tenant), 'name', 'name')"
        },
        ProtectedTable("binding", touching: "namespace", app: "SID", instance: "SID", .tenant) { tenant in
            """
            insert into binding (tenant_id, binding_id, account_id, role_id)
            values (\(tenant), \(tenant), \(tenant), \(tenant))
            """
        },
        ProtectedTable("namespace", touching: "description", app: "SIUD", instance: "SD", .tenant) { tenant in
            "insert into namespace (tenant_id, name) values (\(tenant), 'name')"
        },
        ProtectedTable("scim_user", touching: "active", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into scim_user (tenant_id, account_id, integration_id, user_name, user_name_key, resource)
            values (\(tenant), \(tenant), \(tenant), 'name', 'name', '{}')
            """
        },
        ProtectedTable("scim_email", touching: "type", app: "SIUD", instance: "SD", .tenant) { tenant in
            "insert into scim_email (tenant_id, account_id, ordinal, value_key) values (\(tenant), \(tenant), 0, 'name')"
        },
        ProtectedTable("data_key", touching: "sealed_count", app: "SIU", instance: "SD", .tenant) { tenant in
            """
            insert into data_key (tenant_id, data_key_id, wrapped, wrapping_key)
            values (\(tenant), \(tenant), 'wrapped', 'name')
            """
        },
        ProtectedTable("secret", touching: "description", app: "SIUD", instance: "SD", .tenant) { tenant in
            "insert into secret (tenant_id, namespace, key) values (\(tenant), 'name', 'name')"
        },
        ProtectedTable("secret_version", touching: "sealed", app: "SID", instance: "SD", .tenant) { tenant in
            """
            insert into secret_version (tenant_id, namespace, key, version, data_key_id, sealed)
            values (\(tenant), 'name', 'name', 1, \(tenant), 'sealed')
            """
        },
        ProtectedTable("flow", touching: "search_key", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into flow (tenant_id, namespace, flow_id, revision, disabled, draft, search_key)
            values (\(tenant), 'name', 'name', 1, false, false, 'name')
            """
        },
        ProtectedTable("flow_revision", touching: "source", app: "SID", instance: "SD", .tenant) { tenant in
            """
            insert into flow_revision (tenant_id, namespace, flow_id, revision, source, document, draft, deleted)
            values (\(tenant), 'name', 'name', 1, 'source', '{}', false, false)
            """
        },
        ProtectedTable("flow_label", touching: "value", app: "SID", instance: "SD", .tenant) { tenant in
            "insert into flow_label (tenant_id, namespace, flow_id, key, value) values (\(tenant), 'name', 'name', 'key', 'value')"
        },
        ProtectedTable("flow_dependency", touching: "relation", app: "SID", instance: "SD", .tenant) { tenant in
            """
            insert into flow_dependency (
              tenant_id, namespace, flow_id, relation, namespace_match, other_namespace, id_match, other_id
            ) values (\(tenant), 'name', 'name', 'FLOW_TASK', 'equal', 'name', 'equal', 'other')
            """
        },
        ProtectedTable("execution", touching: "kind", app: "SIUD", instance: "SD", .instance) { tenant in
            """
            insert into execution (
              tenant_id, execution_id, shard, namespace, flow_id, flow_revision, kind, search_key, state, created_at,
              state_history, state_since, original_id, attempt, first_created_at, inputs, variables, breakpoint_tasks,
              breakpoint_values, token, question, slot, slot_token, abandoned_slots, is_held, asks_assertions, asks_again,
              outputs_are_done, broken_promises, phase, outcome, next_task_run, next_iteration
            ) values (
              \(tenant), \(tenant), 1, 'name', 'name', 1, 'NORMAL', 'name', 'CREATED', now(),
              '{CREATED}', array[now()], \(tenant), 1, now(), '{}', '{}', '{}',
              '{}', 0, 0, 'none', 0, '{}', false, false, false, false, '{}', 'none', 0, 0, 0
            )
            """
        },
        ProtectedTable("execution_label", touching: "value", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into execution_label (tenant_id, execution_id, ordinal, key, value)
            values (\(tenant), \(tenant), 0, 'key', 'value')
            """
        },
        ProtectedTable("task_run", touching: "value", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into task_run (
              tenant_id, execution_id, number, task_run_id, task, task_id, state, state_history, state_since, step, token, round,
              failures, losses, round_start, iteration_limit, iteration_interval, deadline, work, phase, outcome, total, next
            ) values (
              \(tenant), \(tenant), 0, \(tenant), 0, 'task', 'CREATED', '{CREATED}', array[now()], 'ready', 0, 1,
              0, 0, 0, 0, 0, 0, 'run', 'none', 0, 0, 0
            )
            """
        },
        ProtectedTable("task_run_attempt", touching: "worker", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into task_run_attempt (tenant_id, execution_id, task_run, number, state, submitted_at)
            values (\(tenant), \(tenant), 0, 1, 'SUBMITTED', now())
            """
        },
        ProtectedTable("execution_iteration", touching: "value", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into execution_iteration (tenant_id, execution_id, number, task_run, index, state, is_judged)
            values (\(tenant), \(tenant), 0, 0, 0, 'CREATED', false)
            """
        },
        ProtectedTable("task_run_output", touching: "document", app: "SIUD", instance: "SD", .tenant) { tenant in
            "insert into task_run_output (tenant_id, execution_id, task_run, document) values (\(tenant), \(tenant), 0, '{}')"
        },
        ProtectedTable("execution_message", touching: "content", app: "SID", instance: "SD", .instance) { tenant in
            """
            insert into execution_message (tenant_id, message_id, shard, execution_id, content)
            values (\(tenant), \(tenant), 1, \(tenant), '{}')
            """
        },
        ProtectedTable("execution_timer", touching: "due_at", app: "SIUD", instance: "SD", .instance) { tenant in
            """
            insert into execution_timer (tenant_id, execution_id, task_run, purpose, promise, token, shard, due_at)
            values (\(tenant), \(tenant), -1, 'schedule', -1, 0, 1, now())
            """
        },
        ProtectedTable("execution_pool", touching: "last_position", app: "SIUD", instance: "SD", .tenant) { tenant in
            "insert into execution_pool (tenant_id, namespace, flow_id) values (\(tenant), 'name', 'name')"
        },
        ProtectedTable("execution_slot", touching: "token", app: "SIUD", instance: "SD", .tenant) { tenant in
            """
            insert into execution_slot (tenant_id, namespace, flow_id, execution_id, token)
            values (\(tenant), 'name', 'name', \(tenant), 0)
            """
        },
        ProtectedTable("execution_log", touching: "message", app: "SID", instance: "SD", .tenant) { tenant in
            """
            insert into execution_log (tenant_id, logged_at, line_id, execution_id, namespace, flow_id, kind, level, message)
            values (\(tenant), date_trunc('month', now()), \(tenant), \(tenant), 'name', 'name', 'NORMAL', 3, 'message')
            """
        },
        ProtectedTable("executor_shard", by: "holder", touching: "expires_at", app: "", instance: "SIU", .instance) {
            tenant in
            """
            insert into executor_shard (shard, holder)
            select coalesce(
              (select s.shard from executor_shard s where s.holder = \(tenant)), (select count(*) from executor_shard)::smallint
            ), \(tenant)
            """
        },
        ProtectedTable("audit_event", touching: "outcome", app: "SI", instance: "SI", .instance) { tenant in
            """
            insert into audit_event (
              tenant_id, occurred_at, event_id, type, permission, resource_kind, outcome, request_id, record, digest
            ) values (
              \(tenant), date_trunc('month', now()), \(tenant), 'READ', 'SECRET.READ', 'SECRET', 'success', 'name', 'record',
              sha256('record')
            )
            """
        },
    ]
}
