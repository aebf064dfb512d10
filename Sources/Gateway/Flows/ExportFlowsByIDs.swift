import Access
import Archive
import Audit
import Flows
import JSON
import Postgres
import Tenancy

/// Exports flows that are named; that it was done, and of which, is recorded.
struct ExportFlowsByIDs: APIOperation, Change {
    static let route: Route = "POST /api/v1/{tenant}/flows/export/by-ids"
    static let id = "exportFlowsByIds"
    static let summary = "Export flows as a ZIP archive of yaml sources"
    static let permission = Permission(.flow, .export)
    static let body = RequestBody.json()
    static let takesList = true
    static let fields = FieldDescription.flowIDs

    private let addresses: [FlowAddress]
    private let archive: FlowArchive

    init(_ request: Request) throws {
        self.addresses = try request.flows()
        let export = FlowExport(.named(addresses), of: request.services.flows.store)
        self.archive = FlowArchive(export: export, writer: try ZIPWriter())
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<ArchivedReply> {
        let names = JSON(strings: addresses.prefix(100).map(\.description))
        return try await archive.begin(recording: names, by: principal, tx)
    }
}
