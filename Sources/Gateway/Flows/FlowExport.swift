import Access
import Archive
import Audit
import Daemon
import Flows
import JSON
import Postgres
import Tenancy

/// An answer that is a ZIP archive.
struct ArchivedReply: StreamingReply {
    static var mediaType: String? { "application/octet-stream" }

    let stream: StreamedReply
}

/// An export of flows, read and written some at a time.
struct FlowExport: Sendable {
    /// How many flows are read at once.
    static let pageSize = 50

    private let selection: FlowSelection
    private let flows: FlowStore

    init(_ selection: FlowSelection, of flows: FlowStore) {
        self.selection = selection
        self.flows = flows
    }

    /// The flows behind a position in the order of their addresses, in the namespaces where the caller may export them.
    func flows(
        after last: FlowAddress?,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        let visible = principal.namespaces(for: .export)
        switch selection {
        case .named(let addresses):
            let rest = Set(addresses).filter { address in
                visible.contains(address.namespace) && last.map { $0.precedes(address) } ?? true
            }
            return try await named(rest.sorted { $0.precedes($1) }, count: Self.pageSize, by: principal, tx)
        case .found(let search):
            return try await flows.walk(
                search,
                after: last,
                count: Self.pageSize,
                within: visible,
                in: principal.tenant,
                tx
            )
        }
    }

    /// The first of some flows; a page of flows that are gone is not the end.
    private func named(
        _ addresses: [FlowAddress],
        count: Int,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> [FlowRecord] {
        var rest = addresses[...]
        var count = count
        while !rest.isEmpty {
            do {
                let records = try await flows.list(Array(rest.prefix(count)), in: principal.tenant, tx)
                guard records.isEmpty else { return records }
                rest = rest.dropFirst(count)
            } catch FlowStoreError.tooLarge where count > 1 {
                count = count / 4 + 1
            }
        }
        return []
    }

    /// What records tell of the export.
    func recorded(_ request: JSON) -> RecordedChange {
        RecordedChange(resource: .flow, kind: "flow_export", after: ["filters": request], type: .read)
    }
}

extension FlowAddress {
    /// Whether an address comes before another in the order of the database.
    fileprivate func precedes(_ other: FlowAddress) -> Bool {
        (namespace.description, id.description) < (other.namespace.description, other.id.description)
    }
}

/// Writes flows into a ZIP archive, a file each.
struct FlowArchive: Sendable {
    let export: FlowExport
    let writer: ZIPWriter

    /// The part of the archive behind a position.
    func part(
        after last: FlowAddress?,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> ReplyPart {
        let records = try await export.flows(after: last, by: principal, tx)
        var bytes: [UInt8] = []
        for record in records {
            let entry = ArchiveEntry(name: "\(record.address).yml", content: Array(record.source.utf8))
            bytes += try writer.add(entry, modified: Int(record.updatedAt.microseconds / 1_000_000))
        }
        guard let last = records.last?.address else {
            return ReplyPart(bytes: try bytes + writer.finish(), next: nil)
        }
        return ReplyPart(bytes: bytes, next: ReadFlowArchive(archive: self, last: last))
    }

    /// The answer with its first part, and the record of the export.
    func begin(
        recording request: JSON,
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> Recorded<ArchivedReply> {
        let first = try await part(after: nil, by: principal, tx)
        let stream = StreamedReply(contentType: "application/octet-stream", fileName: "flows.zip", first: first)
        return Recorded(ArchivedReply(stream: stream), export.recorded(request))
    }
}

/// Reads the flows of an archive that follow those that were sent, the first ones for `nil`.
struct ReadFlowArchive: PartRead {
    static let permission = Permission(.flow, .export)

    let archive: FlowArchive
    let last: FlowAddress?

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> ReplyPart {
        try await archive.part(after: last, by: principal, tx)
    }
}
