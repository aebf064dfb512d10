import Access
import Audit
import Daemon
import Flows
import JSON
import Postgres
import Tenancy

/// Exports a line for each flow that a search finds; that it was done, and by which filters, is recorded.
struct ExportFlowsAsCSV: APIOperation, Change {
    static let route: Route = "GET /api/v1/{tenant}/flows/export/by-query/csv"
    static let id = "exportFlows"
    static let summary = "Export all flows as a streamed CSV file"
    static let permission = Permission(.flow, .export)
    static let fields = FieldDescription.flowFilters

    private let filters: JSON
    private let export: FlowExport

    init(_ request: Request) throws {
        self.export = FlowExport(.found(try request.flowFilter()), of: request.services.flows.store)
        self.filters = request.recordedFilters
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<StreamedReply> {
        var first = try await ReadFlowLines(export: export, last: nil)(by: principal, in: tx)
        var head: [UInt8] = []
        CSVLine.append(ReadFlowLines.columns, to: &head)
        first.bytes = head + first.bytes
        let reply = StreamedReply(
            contentType: "text/csv; charset=utf-8; header=present",
            fileName: "flows.csv",
            first: first
        )
        return Recorded(reply, export.recorded(filters))
    }
}

/// Reads the lines of the flows that follow those that were sent.
struct ReadFlowLines: PartRead {
    static let permission = Permission(.flow, .export)
    static let columns: [String?] = [
        "namespace", "id", "revision", "description", "labels", "disabled", "draft", "updated",
    ]

    let export: FlowExport
    let last: FlowAddress?

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ReplyPart {
        let records = try await export.flows(after: last, by: principal, tx)
        var bytes: [UInt8] = []
        for record in records {
            CSVLine.append(Self.cells(of: record), to: &bytes)
        }
        guard let last = records.last?.address else { return ReplyPart(bytes: bytes, next: nil) }
        return ReplyPart(bytes: bytes, next: ReadFlowLines(export: export, last: last))
    }

    private static func cells(of record: FlowRecord) -> [String?] {
        let labels = (record.document["labels"]?.array ?? []).map { label in
            "\(label["key"]?.string ?? ""):\(label["value"]?.string ?? "")"
        }
        return [
            record.address.namespace.description, record.address.id.description, "\(record.revision)",
            record.document["description"]?.string, labels.joined(separator: ","), "\(record.isDisabled)",
            "\(record.isDraft)", record.updatedAt.description,
        ]
    }
}
