import Postgres
import Testbed
import Testing

@Suite("What is asked often is found by an index under row security", .database)
struct PlansTests {
    struct Question: Sendable {
        var sql: SQL
        /// What the index is searched by; empty where it only gives the order.
        var conditions: [String]
        /// Asked as the instance's role.
        var instance = false
        /// Read in the order of the index, however many rows there are.
        var ordered = false
    }

    static let tenant: SQL = "'11111111-1111-4111-8111-111111111111'"
    static let account: SQL = "'22222222-2222-4222-8222-222222222222'"

    static let questions: [Question] = [
        Question(
            sql: "select * from scim_user where tenant_id = \(tenant) and user_name_key = 'name'",
            conditions: ["tenant_id", "user_name_key"]
        ),
        Question(
            sql: "select * from scim_user where tenant_id = \(tenant) and user_name_key >= 'a' and user_name_key < 'b'",
            conditions: ["tenant_id", "user_name_key"]
        ),
        Question(
            sql:
                "select * from scim_user where tenant_id = \(tenant) and integration_id = \(account) and external_id = 'id'",
            conditions: ["tenant_id", "integration_id", "external_id"]
        ),
        Question(
            sql: "select * from scim_email where tenant_id = \(tenant) and value_key = 'a@example.com'",
            conditions: ["tenant_id", "value_key"]
        ),
        Question(
            sql: "select * from tenant_access where tenant_id = \(tenant) and kind = 'user' and username_key = 'name'",
            conditions: ["tenant_id", "kind", "username_key"]
        ),
        Question(
            sql: "select * from group_member where tenant_id = \(tenant) and account_id = \(account)",
            conditions: ["tenant_id", "account_id"]
        ),
        Question(
            sql: "select * from binding where tenant_id = \(tenant) and account_id = \(account)",
            conditions: ["tenant_id", "account_id"]
        ),
        Question(
            sql: "select * from secret where tenant_id = \(tenant) and namespace = 'a.b' and key = 'KEY'",
            conditions: ["tenant_id", "namespace", "key"]
        ),
        Question(
            sql:
                "select * from secret where tenant_id = \(tenant) and key = 'KEY' and namespace = any (array['a', 'a.b'])",
            conditions: ["tenant_id", "key"]
        ),
        Question(
            sql: "select * from flow where tenant_id = \(tenant) and namespace = 'a.b' and flow_id = 'id'",
            conditions: ["tenant_id", "namespace", "flow_id"]
        ),
        Question(
            sql: "select * from flow where tenant_id = \(tenant) and namespace >= 'a.' and namespace < 'a/'",
            conditions: ["tenant_id", "namespace"]
        ),
        Question(
            sql:
                "select * from flow_revision where tenant_id = \(tenant) and namespace = 'a' and flow_id = 'b' and revision = 3",
            conditions: ["tenant_id", "namespace", "flow_id", "revision"]
        ),
        Question(
            sql: "select * from flow_label where tenant_id = \(tenant) and key = 'team' and value = 'core'",
            conditions: ["tenant_id", "key", "value"]
        ),
        Question(
            sql: """
                select * from flow_dependency
                where tenant_id = \(tenant) and namespace_match = 'equal' and id_match = 'equal'
                  and other_namespace = 'a' and other_id = 'b'
                """,
            conditions: ["tenant_id", "other_namespace", "other_id"]
        ),
        Question(
            sql: """
                select * from execution where tenant_id = \(tenant)
                order by created_at desc nulls last, execution_id desc limit 50
                """,
            conditions: ["tenant_id"],
            ordered: true
        ),
        Question(
            sql: """
                select * from execution x where x.tenant_id = \(tenant) and x.namespace::text = 'a.b1' and x.flow_id::text = 'name10'
                order by created_at desc nulls last, execution_id desc limit 50
                """,
            conditions: ["tenant_id", "namespace", "flow_id"],
            ordered: true
        ),
        Question(
            sql: """
                select * from execution x where x.tenant_id = \(tenant) and x.state::text = 'FAILED'
                order by created_at desc nulls last, execution_id desc limit 50
                """,
            conditions: ["tenant_id", "state"],
            ordered: true
        ),
        Question(
            sql: "select * from execution where tenant_id = \(tenant) and parent_id = \(account)",
            conditions: ["tenant_id", "parent_id"]
        ),
        Question(
            sql: """
                select execution_id from execution
                where tenant_id = \(tenant) and shard = 3 and phase <> 'ended' and execution_id > \(account)
                order by execution_id limit 50
                """,
            conditions: ["tenant_id", "shard", "execution_id"],
            ordered: true
        ),
        Question(
            sql: "select * from execution_label where tenant_id = \(tenant) and key = 'team' and value = 'name7'",
            conditions: ["tenant_id", "key", "value"]
        ),
        Question(
            sql:
                "select * from task_run where tenant_id = \(tenant) and execution_id = any (array[\(account)::uuid]) order by number",
            conditions: ["tenant_id", "execution_id"]
        ),
        Question(
            sql: """
                select * from execution_message where tenant_id = \(tenant) and shard = 3 order by message_id limit 50
                """,
            conditions: ["tenant_id", "shard"],
            ordered: true
        ),
        Question(
            sql: """
                select * from execution_timer where tenant_id = \(tenant) and shard = 3 and due_at <= now()
                order by due_at limit 50
                """,
            conditions: ["tenant_id", "shard", "due_at"]
        ),
        Question(
            sql: """
                select * from execution_log where tenant_id = \(tenant) and execution_id = \(account)
                order by logged_at, line_id limit 50
                """,
            conditions: ["tenant_id", "execution_id"]
        ),
        Question(
            sql:
                "select * from execution_log where tenant_id = \(tenant) order by logged_at desc, line_id desc limit 50",
            conditions: ["tenant_id"],
            ordered: true
        ),
        Question(
            sql: """
                select tenant_id from execution_message where shard = 3 and tenant_id > \(tenant) order by tenant_id limit 1
                """,
            conditions: ["shard", "tenant_id"],
            instance: true,
            ordered: true
        ),
        Question(
            sql: """
                select tenant_id from execution where shard = 3 and phase <> 'ended' and tenant_id > \(tenant)
                order by tenant_id limit 1
                """,
            conditions: ["shard", "tenant_id"],
            instance: true
        ),
        Question(
            sql:
                "select tenant_id, shard from execution_timer where due_at <= now() - interval '1 day' order by due_at limit 50",
            conditions: ["due_at"],
            instance: true,
            ordered: true
        ),
        Question(
            sql: "select token_id from api_token where tenant_id = \(tenant) and account_id = \(account)",
            conditions: ["tenant_id", "account_id"]
        ),
        Question(
            sql:
                "select * from audit_event where tenant_id = \(tenant) order by occurred_at desc, event_id desc limit 50",
            conditions: ["tenant_id"],
            ordered: true
        ),
        Question(
            sql: """
                select * from audit_event where tenant_id = \(tenant) and actor_id = 'id'
                order by occurred_at desc, event_id desc limit 50
                """,
            conditions: ["tenant_id", "actor_id"]
        ),
        Question(
            sql: """
                select * from audit_event where tenant_id = \(tenant) and resource_kind = 'SECRET' and resource_id = 'id'
                order by occurred_at desc, event_id desc limit 50
                """,
            conditions: ["tenant_id", "resource_id"]
        ),
        Question(
            sql: "select * from audit_event order by occurred_at desc, event_id desc limit 50",
            conditions: [],
            instance: true,
            ordered: true
        ),
        Question(
            sql: "select * from account where kind = 'user' and username_key = 'name7 7'",
            conditions: ["username_key"],
            instance: true
        ),
        Question(
            sql: "select * from tenant_access where account_id = \(account)",
            conditions: ["account_id"],
            instance: true
        ),
        Question(sql: "delete from session where expires_at < now()", conditions: ["expires_at"], instance: true),
        Question(sql: "delete from login_attempt where since < now()", conditions: ["since"], instance: true),
    ]

    /// Twenty tenants, the asked one among them, with five hundred rows of each kind.
    static let rows: [SQL] = [
        """
        create temporary table numbered as
        select tenant, number, md5('tenant ' || tenant)::uuid as tenant_id, md5(tenant || ' ' || number)::uuid as id, 'name' || number as name
        from generate_series(1, 20) as tenant, generate_series(1, 500) as number
        """,
        "update numbered set tenant_id = \(tenant) where tenant = 7",
        "insert into tenant (tenant_id, slug, name) select tenant_id, 't' || tenant, 'name' from numbered where number = 1",
        """
        insert into account (account_id, kind, username, username_key, home_tenant_id)
        select id, 'user', name, name || ' ' || tenant, tenant_id from numbered
        """,
        """
        insert into tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
        select tenant_id, id, 'user', name, name, name from numbered
        """,
        """
        insert into security_integration (tenant_id, integration_id, name, type, service_account_id)
        select tenant_id, tenant_id, name, 'SCIM', id from numbered where number = 1
        """,
        """
        insert into scim_user (tenant_id, account_id, integration_id, user_name, user_name_key, external_id, resource)
        select tenant_id, id, tenant_id, name, name, name, '{}' from numbered
        """,
        "insert into scim_email (tenant_id, account_id, ordinal, value_key) select tenant_id, id, 0, name from numbered",
        """
        insert into user_group (tenant_id, group_id, name, name_key)
        select tenant_id, id, name, name from numbered where number <= 20
        """,
        """
        insert into group_member (tenant_id, group_id, account_id)
        select g.tenant_id, g.id, m.id from numbered g join numbered m on m.tenant = g.tenant and m.number % 20 = g.number % 20
        where g.number <= 20
        """,
        "insert into role (tenant_id, role_id, name, name_key) select tenant_id, id, name, name from numbered where number = 1",
        """
        insert into binding (tenant_id, binding_id, account_id, role_id)
        select m.tenant_id, m.id, m.id, r.id from numbered r join numbered m on m.tenant = r.tenant where r.number = 1
        """,
        "insert into secret (tenant_id, namespace, key) select tenant_id, 'a.b' || number % 9, name from numbered",
        """
        insert into flow (tenant_id, namespace, flow_id, revision, disabled, draft, search_key)
        select tenant_id, 'a.b' || number % 9, name, 1, false, false, name from numbered
        """,
        """
        insert into flow_revision (tenant_id, namespace, flow_id, revision, source, document, draft, deleted)
        select tenant_id, 'a.b' || number % 9, name, 1, name, '{}', false, false from numbered
        """,
        """
        insert into flow_label (tenant_id, namespace, flow_id, key, value)
        select tenant_id, 'a.b' || number % 9, name, 'team', name from numbered
        """,
        """
        insert into flow_dependency (
          tenant_id, namespace, flow_id, relation, namespace_match, other_namespace, id_match, other_id
        )
        select tenant_id, 'a.b' || number % 9, name, 'FLOW_TASK', 'equal', 'a', 'equal', name from numbered
        """,
        """
        insert into api_token (token_id, kind, digest, account_id, tenant_id, name, prefix)
        select id::text, 'personal', sha256(name::bytea), id, tenant_id, name, 'rvp_' from numbered
        """,
        """
        insert into session (session_id, digest, account_id, idle_until, expires_at)
        select id, sha256(uuid_send(id)), id, now(), now() + number * interval '1 hour' from numbered
        """,
        """
        insert into login_attempt (subject, failures, since)
        select id::text, 1, now() + number * interval '1 hour' from numbered
        """,
        """
        insert into execution (
          tenant_id, execution_id, shard, namespace, flow_id, flow_revision, kind, search_key, state, created_at, state_history,
          state_since, original_id, parent_id, parent_task_run, parent_iteration, attempt, first_created_at, inputs, variables, breakpoint_tasks,
          breakpoint_values, token, question, slot, slot_token, abandoned_slots, is_held, asks_assertions, asks_again,
          outputs_are_done, broken_promises, phase, outcome, next_task_run, next_iteration
        )
        select tenant_id, id, number % 16, 'a.b' || number % 9, 'name' || number % 20, 1, 'NORMAL', name,
          case when number % 20 = 1 then 'FAILED' else 'SUCCESS' end, now() - number * interval '1 minute', '{CREATED}',
          array[now()], id, md5(tenant || ' ' || number / 10)::uuid, 0, 0, 1, now(), '{}', '{}', '{}',
          '{}', 0, 0, 'none', 0, '{}', false, false, false, false, '{}', case when number % 9 = 1 then 'main' else 'ended' end, 0, 0, 0
        from numbered
        """,
        """
        insert into execution_label (tenant_id, execution_id, ordinal, key, value)
        select tenant_id, id, 0, 'team', name from numbered
        """,
        """
        insert into task_run (
          tenant_id, execution_id, number, task_run_id, task, task_id, state, state_history, state_since, step, token, round,
          failures, losses, round_start, iteration_limit, iteration_interval, deadline, work, phase, outcome, total, next
        )
        select tenant_id, id, 0, id, 0, name, 'SUCCESS', '{CREATED}', array[now()], 'done', 0, 1, 0, 0, 0, 0, 0, 0, 'run', 'none', 0, 0, 0
        from numbered
        """,
        """
        insert into execution_message (tenant_id, message_id, shard, execution_id, content)
        select tenant_id, id, number % 16, id, '{}' from numbered
        """,
        """
        insert into execution_timer (tenant_id, execution_id, task_run, purpose, promise, token, shard, due_at)
        select tenant_id, id, -1, 'retry', -1, 0, number % 16, now() + (number - 20) * interval '1 hour' from numbered
        """,
        """
        insert into execution_log (tenant_id, logged_at, line_id, execution_id, namespace, flow_id, kind, level, message)
        select tenant_id, date_trunc('month', now()) + number * interval '1 minute', id, id, 'a', name, 'NORMAL', 3, name
        from numbered
        """,
        """
        insert into audit_event (
          tenant_id, occurred_at, event_id, type, permission, actor_id, resource_kind, resource_id, outcome, request_id, record, digest
        )
        select tenant_id, date_trunc('month', now()) + number * interval '1 minute', id, 'READ', 'SECRET.READ', name, 'SECRET', name,
          'success', name, 'record', sha256('record')
        from numbered
        """,
        "drop table numbered",
    ]

    @Test func `every one of them`() async throws {
        let app = try #require(DatabaseTrait.current)
        let superuser = try await DatabaseTrait.asSuperuser()
        try await superuser.transaction { tx in
            for statement in Self.rows { try await tx.execute(statement) }
        }
        try await superuser.transaction { tx in try await tx.execute("analyze") }
        let month: String = try await superuser.transaction { tx in
            try await tx.query("select to_char(now() at time zone 'UTC', 'YYYYMM')")[0].decode(0)
        }
        await superuser.close()
        for question in Self.questions {
            var options = TransactionOptions(settings: [
                ("reeve.tenant_id", "11111111-1111-4111-8111-111111111111"), ("reeve.scope", "instance"),
            ])
            if question.instance { options.role = "reeve_instance" }
            let plan = try await app.undone(options) { tx in
                var lines: [String] = []
                for row in try await tx.query("explain (costs off) \(question.sql)") { lines.append(try row.decode(0)) }
                return lines
            }
            let text = plan.joined(separator: "\n")
            // The months to come are empty, and read anyhow.
            let filled = plan.filter {
                !($0.contains("audit_event_") || $0.contains("execution_log_")) || $0.contains(month)
            }
            #expect(!filled.contains { $0.contains("Seq Scan") || question.ordered && $0.contains("Sort") }, "\(text)")
            let searched = plan.filter { $0.contains("Index Cond:") }
            for name in question.conditions {
                #expect(
                    searched.contains { $0.contains("(\(name) ") || $0.contains("(\(name))") },
                    "\(name) in \(text)"
                )
            }
        }
    }
}
