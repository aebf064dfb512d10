import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the flows that have tasks of former versions.
struct ListDeprecatedFlows: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/deprecated"
    static let id = "listDeprecated"
    static let summary = "List flows containing deprecated tasks"
    static let permission = Permission(.flow, .list)
    static let fields: [FieldDescription] = [
        .query("namespace", "string", "The namespace, with those below it; the first 2000 flows are looked at.")
    ]

    private let search: Search
    private let desk: FlowDesk

    init(_ request: Request) throws {
        let namespace = request.query["namespace"].flatMap { $0.isEmpty ? nil : $0 }
        self.search = Search(filter: namespace.map { .condition(QueryFilter.Condition(.namespace, .prefix, [$0])) })
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let reader = desk.store.reader
        var (listed, last, count): ([JSON], FlowAddress?, Int) = ([], nil, 0)
        while count < FlowStore.changeLimit {
            let records = try await desk.store.walk(
                search,
                after: last,
                count: 100,
                within: principal.namespaces(for: .list),
                in: principal.tenant,
                tx
            )
            guard let end = records.last else { break }
            listed += try await desk.away { records.compactMap { Self.deprecation(of: $0, reader) } }
            (last, count) = (end.address, count + records.count)
        }
        return .array(listed)
    }

    private static func deprecation(of record: FlowRecord, _ reader: FlowReader) -> JSON? {
        guard let tasks = reader.read(Array(record.source.utf8)).flow?.deprecatedTasks, !tasks.isEmpty else {
            return nil
        }
        return [
            "namespace": .string(record.address.namespace.description),
            "flowId": .string(record.address.id.description),
            "revision": JSON(record.revision), "deprecatedTasks": .array(tasks.map(\.json)),
        ]
    }
}
