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
        var patches: (applied: String?, reverted: String?)
        switch changes {
        case .none: break
        case .patches(let applied, let reverted): patches = (applied.text, reverted.text)
        case .omitted(let bytes, let digest):
            patches.applied = "omitted: \(bytes) bytes, sha256 \(Hex.encode(digest))"
        }
        return Self.line(
            [
                id.description, occurredAt.description, tenantName?.description ?? "", type.rawValue, permission,
                outcome.rawValue, code ?? "", actor.kind.rawValue, actor.id ?? "", actor.name, onBehalfOf?.id ?? "",
                onBehalfOf?.name ?? "", resource.kind.rawValue, resource.type, resource.id ?? "",
                resource.namespace?.description ?? "", source.address ?? "", source.forwarded.joined(separator: " "),
                source.userAgent ?? "", decision.json.text, requestID, traceID ?? "", reason ?? "",
                patches.applied ?? "", patches.reverted ?? "",
            ]
        )
    }

    private static func line(_ cells: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (position, cell) in cells.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            append(cell, to: &bytes)
        }
        bytes += "\r\n".utf8
        return bytes
    }

    private static func append(_ cell: String, to bytes: inout [UInt8]) {
        let special = ",\"\r\n".utf8
        // Some readers drop spaces around a cell that is not quoted.
        let isQuoted = cell.utf8.contains { special.contains($0) } || cell.utf8.first == 0x20 || cell.utf8.last == 0x20
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if let first = cell.unicodeScalars.first, "=+-@\t\r\n'＝＋－＠".unicodeScalars.contains(first) {
            bytes.append(UInt8(ascii: "'"))
        }
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }
}
