import Daemon
import Postgres
import Tenancy

extension ExecutionRow {
    /// The names of the columns that ``source(_:)`` yields, in its order.
    private static let columns: SQL =
        """
        execution_id, state, created_at, started_at, ended_at, scheduled_at, state_history, state_since, attempt, first_created_at,
          breakpoint_tasks, breakpoint_values, token, question, slot, slot_token, abandoned_slots, is_held, asks_assertions,
          asks_again, outputs_are_done, broken_promises, forced_state, replacement_policy, phase, outcome, next_task_run,
          next_iteration
        """

    /// What is read of an execution `x`, for ``init(_:)``.
    static let read: SQL =
        """
        x.execution_id, x.state::text, x.scheduled_at, x.state_history, x.state_since, x.attempt, x.first_created_at,
          x.breakpoint_tasks, x.breakpoint_values, x.token, x.question, x.slot, x.slot_token, x.abandoned_slots, x.is_held,
          x.asks_assertions, x.asks_again, x.outputs_are_done, x.broken_promises, x.forced_state::text, x.replacement_policy,
          x.phase::text, x.outcome, x.next_task_run, x.next_iteration
        """

    /// Rows as a table `w`.
    private static func source(_ rows: [ExecutionRow]) -> SQL {
        """
        unnest(
          \(rows.map(\.id)), \(rows.map(\.state.name)), \(rows.map(\.createdAt)), \(rows.map(\.startedAt)), \(rows.map(\.endedAt)),
          \(rows.map { $0.scheduledAt.map(Instant.init(milliseconds:)) }), \(rows.map(\.history.states)),
          \(rows.map(\.history.instants)), \(rows.map(\.attempt)), \(rows.map { Instant(milliseconds: $0.firstCreatedAt) }),
          \(rows.map { ArrayText.of($0.breakpoints.map(\.task)) }), \(rows.map { ArrayText.of($0.breakpoints.map(\.value)) }),
          \(rows.map(\.token)), \(rows.map(\.question)), \(rows.map { ExecutionState.Slot.name($0.slot) }), \(rows.map(\.slotToken)),
          \(rows.map { ArrayText.of($0.abandonedSlots) }), \(rows.map(\.isHeld)), \(rows.map(\.asksAssertions)),
          \(rows.map(\.asksAgain)), \(rows.map(\.outputsAreDone)), \(rows.map { ArrayText.of($0.broken) }),
          \(rows.map { $0.forced?.name }), \(rows.map(\.replacementPolicy)), \(rows.map { Scope.Phase.name($0.phase) }),
          \(rows.map { Int16($0.outcome) }), \(rows.map(\.nextTaskRun)), \(rows.map(\.nextIteration))
        ) as w (\(columns))
        """
    }

    /// The columns of `w` as the table has them: arrays come as text, for those of several rows have several lengths.
    private static let typed: SQL =
        """
        w.execution_id, w.state, w.created_at, w.started_at, w.ended_at, w.scheduled_at, w.state_history::text[],
          w.state_since::timestamptz[], w.attempt, w.first_created_at, w.breakpoint_tasks::text[], w.breakpoint_values::text[],
          w.token, w.question, w.slot, w.slot_token, w.abandoned_slots::integer[], w.is_held, w.asks_assertions, w.asks_again,
          w.outputs_are_done, w.broken_promises::integer[], w.forced_state, w.replacement_policy, w.phase, w.outcome,
          w.next_task_run, w.next_iteration
        """

    /// Keeps executions for the first time.
    static func insert(_ executions: [NewExecution], in tenant: Tenant.ID) throws(ExecutionStoreError) -> SQL {
        let rows = executions.compactMap(\.rows.execution)
        return """
            insert into execution (
              tenant_id, shard, \(ExecutionRecord.columns), \(columns)
            )
            select \(tenant), r.shard, \(ExecutionRecord.typed), \(typed)
            from \(try ExecutionRecord.source(executions.map(\.record)))
            join \(source(rows)) on w.execution_id = r.record_id
            """
    }

    /// Changes executions that are there.
    static func update(_ rows: [ExecutionRow], in tenant: Tenant.ID) -> SQL {
        """
        update execution x set (\(columns)) = (\(typed))
        from \(source(rows))
        where x.tenant_id = \(tenant) and x.execution_id = w.execution_id
        """
    }

    /// Reads the columns ``read``.
    init(_ reader: inout RowReader) throws(DatabaseError) {
        let id: ExecutionID = try reader.next()
        let state = try reader.next(RunState.init(name:))
        let scheduledAt = try reader.optionalMilliseconds()
        let history = try reader.history()
        let (attempt, firstCreatedAt) = (try reader.next(Int32.self), try reader.milliseconds())
        let (tasks, values) = (try reader.next([String].self), try reader.next([String?].self))
        self.init(
            id: id,
            state: state,
            history: history,
            labels: [],
            breakpoints: zip(tasks, values).map { Breakpoint(task: $0, value: $1) },
            attempt: attempt,
            firstCreatedAt: firstCreatedAt,
            scheduledAt: scheduledAt,
            token: try reader.next(),
            question: try reader.next(),
            slot: try reader.next(ExecutionState.Slot.number),
            slotToken: try reader.next(),
            abandonedSlots: try reader.next(),
            isHeld: try reader.next(),
            asksAssertions: try reader.next(),
            asksAgain: try reader.next(),
            outputsAreDone: try reader.next(),
            broken: try reader.next(),
            forced: try reader.optional(RunState.init(name:)),
            replacementPolicy: try reader.next(),
            phase: try reader.next(Scope.Phase.init(name:)).rawValue,
            outcome: try reader.small(),
            nextTaskRun: try reader.next(),
            nextIteration: try reader.next()
        )
    }

    private var createdAt: Instant { Instant(milliseconds: history.first?.at ?? firstCreatedAt) }

    private var startedAt: Instant? {
        history.first { $0.state == .running }.map { Instant(milliseconds: $0.at) }
    }

    private var endedAt: Instant? {
        state.isTerminal ? history.last.map { Instant(milliseconds: $0.at) } : nil
    }
}

extension [StateChange] {
    /// The names of the states, as an array of the database.
    var states: String { "{" + map(\.state.name).joined(separator: ",") + "}" }

    /// The instants, as an array of the database.
    var instants: String {
        "{" + map { "\"\(Instant(milliseconds: $0.at))\"" }.joined(separator: ",") + "}"
    }
}
