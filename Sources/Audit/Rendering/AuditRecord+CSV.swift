import Crypto
import Daemon
import JSON
import Tenancy

extension AuditRecord {
    /// The first line of an export: the names of the columns.
    public static let csvHeader = line(
        [
            "id", "date", "tenant", "type", "permission", "outcome", "code", "actorType", "actorId", "actorName",
            "onBehalfOfId", "onBehalfOfName", "resource", "resourceType", "resourceId", "namespace", "ipAddress",
            "forwarded", "userAgent", "decision", "requestId", "traceId", "reason", "appliedPatch", "revertPatch",
        ]
    )

    /// The record as a line of an export (RFC 4180, UTF-8).
    ///
    /// A cell that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, their full-width
    /// forms, a tab or a line break, is preceded by `'`, and so is one that begins with `'`: taking away one `'` from the
    /// beginning of a cell gives back what was recorded.
    ///
    /// - Returns: The line with its end.
    public func csvLine() -> [UInt8] {
        var bytes: [UInt8] = []
        Self.appendCSVLine(of: json, to: &bytes)
        return bytes
    }

    /// Appends the line of a record that was stored, without making a record of it: exports have millions.
    ///
    /// - Parameters:
    ///   - record: What ``encoded()`` gave.
    ///   - bytes: What the line is appended to.
    /// - Throws: `AuditError` if it is anything else.
    static func appendCSVLine(ofStored record: [UInt8], to bytes: inout [UInt8]) throws(AuditError) {
        appendCSVLine(of: try stored(record), to: &bytes)
    }

    private static func appendCSVLine(of record: JSON, to bytes: inout [UInt8]) {
        let (actor, subject, resource, source) = (
            record["actor"], record["onBehalfOf"], record["resource"], record["source"]
        )
        var applied = record["appliedPatch"]?.text
        if let omitted = record["omittedPatch"] {
            applied = "omitted: \(omitted["bytes"]?.integer ?? 0) bytes, sha256 \(omitted["sha256"]?.string ?? "")"
        }
        let forwarded = (source?["forwarded"]?.array ?? []).compactMap(\.string).joined(separator: " ")
        let cells = [
            record["id"]?.string, record["at"]?.string, record["tenantName"]?.string, record["type"]?.string,
            record["permission"]?.string, record["outcome"]?.string, record["code"]?.string, actor?["kind"]?.string,
            actor?["id"]?.string, actor?["name"]?.string, subject?["id"]?.string, subject?["name"]?.string,
            resource?["kind"]?.string, resource?["type"]?.string, resource?["id"]?.string,
            resource?["namespace"]?.string, source?["address"]?.string, forwarded, source?["userAgent"]?.string,
            record["decision"]?.text, record["requestId"]?.string, record["traceId"]?.string,
            record["reason"]?.string, applied, record["revertPatch"]?.text,
        ]
        append(cells, to: &bytes)
    }

    private static func line(_ cells: [String?]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(cells, to: &bytes)
        return bytes
    }

    private static func append(_ cells: [String?], to bytes: inout [UInt8]) {
        for (position, cell) in cells.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            if let cell { append(cell, to: &bytes) }
        }
        bytes += "\r\n".utf8
    }

    private static func append(_ cell: String, to bytes: inout [UInt8]) {
        var cell = cell
        cell.makeContiguousUTF8()
        let text = cell.utf8.span
        guard text.count > 0 else { return }
        // Some readers drop spaces around a cell that is not quoted.
        var isQuoted = text[0] == 0x20 || text[text.count - 1] == 0x20
        var hasQuote = false
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "\""): (isQuoted, hasQuote) = (true, true)
            case UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n"): isQuoted = true
            default: break
            }
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if let first = cell.unicodeScalars.first, formulaStarts.contains(first) {
            bytes.append(UInt8(ascii: "'"))
        }
        if hasQuote {
            for index in text.indices {
                if text[index] == UInt8(ascii: "\"") { bytes.append(text[index]) }
                bytes.append(text[index])
            }
        } else {
            bytes.append(contentsOf: cell.utf8)
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    private static let formulaStarts = Set("=+-@\t\r\n'＝＋－＠".unicodeScalars)
}
