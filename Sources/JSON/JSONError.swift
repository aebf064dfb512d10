/// Why a document was refused.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Kind: Sendable {
        /// The bytes are not the JSON that is accepted.
        case malformed
        /// The document exceeds a limit.
        case limit
    }

    /// What kind of refusal it is.
    public var kind: Kind

    /// The position of the offending byte, from 0.
    public var offset: Int

    /// The line of the offending byte, from 1.
    public var line: Int

    /// The column of the offending byte in code points, from 1.
    public var column: Int

    /// What was expected and what was found.
    public var reason: String

    /// Place and reason in one line.
    public var description: String { "line \(line), column \(column): \(reason)" }

    /// Describes a refusal at a position of a document.
    init(_ reason: String, kind: Kind = .malformed, at offset: Int, in bytes: [UInt8]) {
        var (line, column) = (1, 1)
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        (self.kind, self.offset, self.line, self.column, self.reason) = (kind, offset, line, column, reason)
    }
}
