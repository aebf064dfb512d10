import Access
import Audit
import Daemon
import JSON
import Postgres
import Tenancy

/// An export of the log as a client asks for it: the records that its filters leave, newest first, as CSV.
struct AuditLogExport: Sendable {
    /// How many records are read at once.
    static let pageSize = 500

    static let fields: [FieldDescription] = [
        .query("q", "string", "What an identifier, a name or the permission of a record holds."),
        .query("namespace", "string", "The namespace, with those below it."),
        .query("flowId", "string", "The identifier of a flow."),
        .query("executionId", "string", "The identifier of an execution."),
        .query("userId", "string", "The account that acted."),
        .query("id", "string", "The identifier of the object."),
        .query("resources", "[Resource]", "Kinds of objects, repeated or separated by commas."),
        .query("startDate", "date-time", "From when, that instant included."),
        .query("endDate", "date-time", "Until when, that instant included."),
        .query("details", "map", "Details, as in `details[id]=x`: `id`, `namespace`, `resource`."),
        .query("type", "AuditableAction", "What happened."),
        .query("filters", "filters[field][OPERATION]=value", "Conditions as those of a search (x-reeve)."),
    ]

    let filter: AuditFilter
    /// The filters as the record of the export tells of them.
    let recorded: JSON

    init(_ request: Request) throws {
        var (conditions, errors): ([QueryFilter], FieldErrors) = ([], FieldErrors())
        var recorded: [JSON] = []
        for (name, value) in request.queryPairs where !value.isEmpty {
            if let condition = Self.condition(name, value) {
                conditions.append(.condition(condition))
            } else if name != "filters", !name.hasPrefix("filters[") {
                errors.append(name, "is not a filter of the export")
            }
            recorded.append(JSON("\(name)=\(value)"))
        }
        if let filter = try QueryFilter.parse(request.queryPairs, fields: AuditFilter.fields) {
            conditions += filter.conjuncts
        }
        guard errors.isEmpty else { throw errors }
        self.filter = try AuditFilter(conditions.isEmpty ? nil : .and(conditions))
        self.recorded = ["filters": .array(recorded)]
    }

    private static func condition(_ name: String, _ value: String) -> QueryFilter.Condition? {
        typealias Condition = QueryFilter.Condition
        let list = value.split(separator: ",").map(String.init)
        switch name {
        case "q": return Condition(.query, .contains, [value], parameter: name)
        case "namespace": return Condition(.namespace, .prefix, [value], parameter: name)
        case "flowId": return Condition(.flowID, .equals, [value], parameter: name)
        case "executionId": return Condition(.executionID, .equals, [value], parameter: name)
        case "userId": return Condition(.userID, .equals, [value], parameter: name)
        case "id": return Condition(.id, .equals, [value], parameter: name)
        case "resources": return Condition(.resources, .in, list, parameter: name)
        case "type": return Condition(.type, .equals, [value], parameter: name)
        case "startDate": return Condition(.startDate, .greaterThanOrEqualTo, [value], parameter: name)
        case "endDate": return Condition(.endDate, .lessThanOrEqualTo, [value], parameter: name)
        default:
            guard name.hasPrefix("details["), name.hasSuffix("]") else { return nil }
            let key = String(name.dropFirst(8).dropLast())
            return Condition(.details, key: key, .equals, [value], parameter: name)
        }
    }

    /// Where the rest of an export begins.
    struct Position: Sendable {
        var filter: AuditFilter
        var cursor: AuditCursor
        /// The times of the oldest and the newest record of the log.
        var extent: ClosedRange<Instant>
    }

    /// The answer with its first part, and the record of the export.
    func begin(in store: AuditStore, rest: (Position) -> any PartRead, _ tx: borrowing Transaction) async throws
        -> Recorded<StreamedReply>
    {
        var part = ReplyPart(bytes: AuditRecord.csvHeader)
        if let extent = try await store.extent(tx) {
            let rows = try await store.csvLines(filter, after: nil, within: extent, size: Self.pageSize, tx)
            part.bytes += rows.lines
            part.next = rows.next.map { rest(Position(filter: filter, cursor: $0, extent: extent)) }
        }
        return Recorded(
            StreamedReply(
                contentType: "text/csv; charset=utf-8; header=present",
                fileName: "auditlogs.csv",
                first: part
            ),
            RecordedChange(resource: .auditlog, kind: "auditlog_export", after: recorded, type: .read)
        )
    }

    /// The lines of the records behind a position, and what reads those that follow.
    static func part(
        at position: Position,
        in store: AuditStore,
        rest: (Position) -> any PartRead,
        _ tx: borrowing Transaction
    ) async throws -> ReplyPart {
        let (lines, next) = try await store.csvLines(
            position.filter,
            after: position.cursor,
            within: position.extent,
            size: pageSize,
            tx
        )
        return ReplyPart(
            bytes: lines,
            next: next.map { rest(Position(filter: position.filter, cursor: $0, extent: position.extent)) }
        )
    }
}
