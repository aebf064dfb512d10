@testable import Audit
@testable import Crypto
@testable import Daemon
@testable import JSON
@testable import Tenancy

/// Audit records whose texts are the parts of the input between bytes of 0xFF, as stored and as lines of an export.
///
/// A line is read by a plain reader of RFC 4180 as the same cells; no cell begins a formula, and one apostrophe taken off gives
/// back what was recorded. A stored record is read as the same record, and anything else is a record or refused.
let auditTarget = FuzzTarget(name: "audit") { input in
    if let record = read({ () throws(AuditError) in try AuditRecord(decoding: input) }) { try check(record) }
    guard let first = input.first else { return }
    var texts = input.dropFirst().split(separator: 0xFF, omittingEmptySubsequences: false).map { Array($0).text }
    func next() -> String { texts.isEmpty ? "" : texts.removeFirst() }
    func optional(_ bit: UInt8) -> String? { first >> bit & 1 == 1 ? next() : nil }
    var record = AuditRecord(
        id: .zero,
        tenant: .instance,
        tenantName: Tenant.Slug(next()),
        occurredAt: Instant(microseconds: 1_796_000_000_123_456),
        permission: next(),
        actor: AuditRecord.Actor(kind: .user, id: optional(0), name: next(), token: optional(1)),
        onBehalfOf: optional(2).map { AuditRecord.Actor(kind: .serviceAccount, name: $0) },
        source: AuditRecord.Source(address: optional(3), forwarded: [next(), next()], userAgent: optional(4)),
        resource: AuditRecord.Subject(.flow, type: next(), id: optional(5), namespace: Namespace.Name(next())),
        decision: .allowed(.everyone),
        requestID: next(),
        traceID: optional(6)
    )
    record.code = optional(7)
    record.reason = next()
    let value = JSON.string(next())
    record.changes = AuditRecord.Changes(applied: [["op": "add", "path": "/a", "value": value]], reverted: [])
    try check(record)
}

private func check(_ record: AuditRecord) throws(Finding) {
    let again = read { () throws(AuditError) in try AuditRecord(decoding: record.encoded()) }
    try claim(again == record, "a record that is stored is read as another")
    try checkLine(record)
}

private func checkLine(_ record: AuditRecord) throws(Finding) {
    var line: [UInt8] = []
    try claim(
        read({ () throws(AuditError) in try AuditRecord.appendCSVLine(ofStored: record.encoded(), to: &line) }) != nil,
        "a record that is stored is refused in an export"
    )
    guard let header, let rows = rows(line), rows.count == 1 else {
        throw Finding(description: "a record is not one line of RFC 4180")
    }
    let cells = rows[0]
    try claim(cells.count == header.count, "a record has more or fewer cells than the header")
    for cell in cells {
        guard let first = cell.first, first < 0x30 || first == 0x3D || first == 0x40 || first >= 0x80 else { continue }
        try claim(!formulaStarts.contains { cell.starts(with: $0) }, "a cell begins a formula")
    }
    let original = cells.map { $0.first == UInt8(ascii: "'") ? Array($0.dropFirst()) : $0 }
    for (name, text) in columns {
        guard let column = header.firstIndex(of: name) else { throw Finding(description: "a column is missing") }
        try claim(original[column] == text(record).bytes, "the cell `\(name.text)` is read as another text")
    }
    if case .patches(let applied, _) = record.changes, let column = header.firstIndex(of: "appliedPatch".bytes) {
        let patch = read { () throws(JSONError) in
            try JSON(parsing: original[column], limits: JSONLimits(maximumDepth: 512, allowsNullCharacter: true))
        }
        try claim(patch == applied, "the cell of a patch is read as another")
    }
}

/// What stands in the columns of texts that others chose.
private let columns: [(name: [UInt8], text: @Sendable (AuditRecord) -> String)] = [
    ("permission".bytes, { $0.permission }), ("actorName".bytes, { $0.actor.name }),
    ("actorId".bytes, { $0.actor.id ?? "" }), ("onBehalfOfName".bytes, { $0.onBehalfOf?.name ?? "" }),
    ("resourceType".bytes, { $0.resource.type }), ("resourceId".bytes, { $0.resource.id ?? "" }),
    ("namespace".bytes, { $0.resource.namespace?.description ?? "" }), ("reason".bytes, { $0.reason ?? "" }),
    ("userAgent".bytes, { $0.source.userAgent ?? "" }), ("ipAddress".bytes, { $0.source.address ?? "" }),
    ("forwarded".bytes, { $0.source.forwarded.joined(separator: " ") }), ("requestId".bytes, { $0.requestID }),
    ("traceId".bytes, { $0.traceID ?? "" }), ("code".bytes, { $0.code ?? "" }),
    ("date".bytes, { $0.occurredAt.description }),
]

private let lineEnd: [UInt8] = [0x0D, 0x0A]
private let header = rows(AuditRecord.csvHeader)?.first

/// What a spreadsheet takes for the beginning of a formula.
private let formulaStarts = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"].map(\.bytes)

/// The cells of lines of RFC 4180, `nil` if the bytes are none: quotes double within quotes, and stand nowhere else.
private func rows(_ bytes: [UInt8]) -> [[[UInt8]]]? {
    var (rows, row, position) = ([[[UInt8]]](), [[UInt8]](), 0)
    while position < bytes.count {
        var cell: [UInt8] = []
        if bytes[position] == UInt8(ascii: "\"") {
            position += 1
            while true {
                guard position < bytes.count else { return nil }
                if bytes[position] == UInt8(ascii: "\"") {
                    position += 1
                    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
                }
                cell.append(bytes[position])
                position += 1
            }
        } else {
            while position < bytes.count, ![0x2C, 0x0D, 0x0A, 0x22].contains(bytes[position]) {
                cell.append(bytes[position])
                position += 1
            }
        }
        row.append(cell)
        if position < bytes.count, bytes[position] == UInt8(ascii: ",") {
            position += 1
            // A line that ends with a comma ends with an empty cell.
            guard bytes[position...].starts(with: lineEnd) else { continue }
            row.append([])
        }
        guard bytes[position...].starts(with: lineEnd) else { return nil }
        position += 2
        rows.append(row)
        row = []
    }
    return row.isEmpty ? rows : nil
}
