package import Crypto
package import Daemon

/// A position in the log, newest first: what follows it is older.
///
/// It is a place and no right: whoever makes one up reads nothing that a search would not show.
package struct AuditCursor: Sendable, Hashable {
    /// When the record at the position happened.
    package var occurredAt: Instant
    /// The record at the position.
    package var id: UUID

    /// Makes a position of its parts.
    package init(occurredAt: Instant, id: UUID) {
        (self.occurredAt, self.id) = (occurredAt, id)
    }
}

extension AuditCursor: LosslessStringConvertible {
    private static let checkLength = 4

    /// Reads the text form; `nil` for anything that the service did not write.
    package init?(_ description: String) {
        guard let bytes = Base64URL.decode(description), bytes.count == 24 + Self.checkLength,
            Array(bytes[24...]) == Self.check(bytes[..<24]), let id = UUID(bytes: Array(bytes[8..<24]))
        else { return nil }
        self.id = id
        self.occurredAt = Instant(microseconds: bytes[..<8].reduce(0) { $0 << 8 | Int64($1) })
    }

    package var description: String {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: occurredAt.microseconds >> (56 - 8 * $0)) }
        let bytes = time + id.bytes
        return Base64URL.encode(bytes + Self.check(bytes[...]))
    }

    /// Tells a cursor that was cut or mistyped; nothing secret hangs on it.
    private static func check(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(Digest.sha256(Array("reeve.audit.cursor".utf8) + bytes).prefix(checkLength))
    }
}
