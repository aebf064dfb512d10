/// Why a stream of YAML was refused.
public struct YAMLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Kind: Sendable {
        /// The bytes are not the YAML that is accepted.
        case malformed
        /// The stream exceeds a limit.
        case limit
    }

    /// What kind of refusal it is.
    public var kind: Kind

    /// Where the offending part begins.
    public var mark: YAMLMark

    /// What was expected or is wrong.
    public var reason: String

    /// The line, from 1.
    public var line: Int { mark.line }

    /// The column in code points, from 1.
    public var column: Int { mark.column }

    /// Place and reason in one line.
    public var description: String { "line \(line), column \(column): \(reason)" }

    /// Describes a refusal.
    ///
    /// - Parameters:
    ///   - reason: What was expected or is wrong.
    ///   - kind: What kind of refusal it is.
    ///   - mark: Where the offending part begins.
    public init(_ reason: String, kind: Kind = .malformed, at mark: YAMLMark) {
        (self.kind, self.mark, self.reason) = (kind, mark, reason)
    }
}

/// A place in a stream of YAML.
public struct YAMLMark: Sendable, Hashable {
    /// The line, from 1.
    public var line: Int

    /// The column in code points, from 1.
    public var column: Int

    /// Names a place.
    ///
    /// - Parameters:
    ///   - line: The line, from 1.
    ///   - column: The column in code points, from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of a byte.
    init(offset: Int, in bytes: [UInt8]) {
        self.init(line: 1, column: 1)
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}
