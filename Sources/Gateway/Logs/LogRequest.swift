import Access
import Executor
import HTTP
import JSON
import Tenancy

/// Which lines of the log of an execution are asked for.
struct LogRequest: Sendable {
    let execution: ExecutionID
    let search: Search

    /// Reads both forms that clients send: parameters of their own, and filters.
    ///
    /// - Throws: `FieldErrors`; ``GateError/hidden`` for an identifier of an execution that can be none.
    init(_ request: Request) throws {
        self.execution = try request.execution()
        var filters: [QueryFilter] = []
        for (name, field) in [("minLevel", QueryFilter.Field.level), ("taskRunId", .taskRunID), ("taskId", .taskID)] {
            guard let value = request.query[name], !value.isEmpty else { continue }
            filters.append(.condition(QueryFilter.Condition(field, .equals, [value], parameter: name)))
        }
        if let text = request.query["attempt"], !text.isEmpty {
            guard let number = Int32(text), (0..<Int32.max).contains(number) else {
                throw FieldErrors("attempt", "expected the number of an attempt, from 0")
            }
            // Clients count attempts from 0.
            filters.append(.condition(QueryFilter.Condition(.attemptNumber, .equals, ["\(number + 1)"])))
        }
        let fields = ExecutionStore.logScheme.filters.mapValues(\.operations)
        if let filter = try QueryFilter.parse(request.queryPairs, fields: fields) { filters.append(filter) }
        self.search = Search(filter: filters.isEmpty ? nil : .and(filters))
        // What is wrong with a value is told before anything is looked for.
        _ = try ExecutionStore.logScheme.condition(search)
    }
}

extension FieldDescription {
    /// The query of operations on the log of an execution.
    static let executionLogs: [FieldDescription] =
        [
            .query("minLevel", "TRACE | DEBUG | INFO | WARN | ERROR", "The least level."),
            .query("taskRunId", "string", "The task run."),
            .query("taskId", "string", "The task."),
            .query("attempt", "integer", "The attempt of the task run, from 0."),
        ] + FieldDescription.search(ExecutionStore.logScheme).filter { $0.name == "filters" }
}
