import Access
import Archive
import Audit
import Flows
import JSON
import Postgres
import Tenancy

/// Exports the flows that a search finds; that it was done, and by which filters, is recorded.
struct ExportFlowsByQuery: APIOperation, Change {
    static let route: Route = "GET /api/v1/{tenant}/flows/export/by-query"
    static let id = "exportFlowsByQuery"
    static let summary = "Export flows found by a query as a ZIP archive of yaml sources"
    static let permission = Permission(.flow, .export)
    static let fields = FieldDescription.flowFilters

    private let filters: JSON
    private let archive: FlowArchive

    init(_ request: Request) throws {
        let export = FlowExport(.found(try request.flowFilter()), of: request.services.flows.store)
        self.filters = request.recordedFilters
        self.archive = FlowArchive(export: export, writer: try ZIPWriter())
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<ArchivedReply> {
        try await archive.begin(recording: filters, by: principal, tx)
    }
}

extension Request {
    /// The query as the record of an export tells of it.
    var recordedFilters: JSON {
        .array(queryPairs.prefix(100).map { .string("\($0.name)=\($0.value)") })
    }
}
