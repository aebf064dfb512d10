import JSON

extension AuditRecord {
    /// The first line of an export: the names of the columns.
    public static let csvHeader =
        Array(
            [
                "id", "date", "tenant", "type", "permission", "outcome", "code", "actorType", "actorId", "actorName",
                "onBehalfOfId", "onBehalfOfName", "resource", "resourceType", "resourceId", "namespace", "ipAddress",
                "forwarded", "userAgent", "decision", "requestId", "traceId", "reason", "appliedPatch", "revertPatch",
            ].joined(separator: ",").utf8
        ) + [0x0D, 0x0A]

    /// Appends a record as a line of an export (RFC 4180, UTF-8).
    ///
    /// A cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, their full-width
    /// forms, a tab or a line break, is preceded by `'`, and so is one that begins with `'`: taking away one `'` from the
    /// beginning of a cell gives back what was recorded.
    ///
    /// - Parameters:
    ///   - record: What ``encoded()`` gave.
    ///   - bytes: What the line is appended to.
    /// - Throws: `AuditError` if the record is anything else.
    public static func appendCSVLine(ofStored record: [UInt8], to bytes: inout [UInt8]) throws(AuditError) {
        let record = try StoredRecord(record)
        let texts = [
            record[.id], record[.at], record[.tenantName], record[.type], record[.permission], record[.outcome],
            record[.code], record[actor: .kind], record[actor: .id], record[actor: .name], record[subject: .id],
            record[subject: .name], record[resource: .kind], record[resource: .type], record[resource: .id],
            record[resource: .namespace], record[source: .address],
        ]
        for text in texts {
            try append(text: text, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        try append(forwarded: record[source: .forwarded], to: &bytes)
        bytes.append(UInt8(ascii: ","))
        try append(text: record[source: .userAgent], to: &bytes)
        bytes.append(UInt8(ascii: ","))
        CSVLine.append(cell: record[.decision] ?? [], to: &bytes)
        for text in [record[.requestId], record[.traceId], record[.reason]] {
            bytes.append(UInt8(ascii: ","))
            try append(text: text, to: &bytes)
        }
        bytes.append(UInt8(ascii: ","))
        if let omitted = record[.omittedPatch] {
            append(omitted: try json(omitted), to: &bytes)
        } else {
            CSVLine.append(cell: record[.appliedPatch] ?? [], to: &bytes)
        }
        bytes.append(UInt8(ascii: ","))
        CSVLine.append(cell: record[.revertPatch] ?? [], to: &bytes)
        bytes += "\r\n".utf8
    }

    private static func append(omitted: JSON, to bytes: inout [UInt8]) {
        let (count, digest) = (omitted["bytes"]?.integer ?? 0, omitted["sha256"]?.string ?? "")
        CSVLine.append(cell: Array("omitted: \(count) bytes, sha256 \(digest)".utf8)[...], to: &bytes)
    }

    private static func append(forwarded list: ArraySlice<UInt8>?, to bytes: inout [UInt8]) throws(AuditError) {
        guard let list else { return }
        let addresses = try json(list).array ?? []
        CSVLine.append(cell: Array(addresses.compactMap(\.string).joined(separator: " ").utf8)[...], to: &bytes)
    }

    /// Appends a cell of a JSON string: its bytes if nothing in it is escaped.
    private static func append(text: ArraySlice<UInt8>?, to bytes: inout [UInt8]) throws(AuditError) {
        guard let text, text.count > 2 else { return }
        if text.contains(UInt8(ascii: "\\")) {
            CSVLine.append(cell: Array((try json(text).string ?? "").utf8)[...], to: &bytes)
        } else {
            CSVLine.append(cell: text[text.startIndex + 1..<text.endIndex - 1], to: &bytes)
        }
    }

    private static func json(_ value: ArraySlice<UInt8>) throws(AuditError) -> JSON {
        try stored(value: Array(value))
    }
}
