/// A statement, or a part of one, and the values bound to it.
///
/// Only literals make one: an interpolated value is bound, an interpolated `SQL` is spliced in with its values.
///
/// ```swift
/// let mine: SQL = "owner = \(name)"
/// let rows = try await transaction.query("select id from flow where \(mine) limit \(50)")
/// ```
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The text around the values: always one more than there are values.
    var fragments: [String]
    /// The values, in the order of the text.
    var binds: [Bind]

    init(fragments: [String], binds: [Bind]) {
        self.fragments = fragments
        self.binds = binds
    }

    /// Makes a statement without values.
    public init(stringLiteral value: StaticString) { self.init(fragments: [value.description], binds: []) }

    /// Makes a statement from a literal with values.
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    /// Whether there is no text and no value.
    public var isEmpty: Bool { binds.isEmpty && fragments.allSatisfy(\.isEmpty) }

    /// A quoted name.
    public static func identifier(_ identifier: Identifier) -> SQL { SQL(fragments: [identifier.quoted], binds: []) }

    /// Parts one after the other.
    ///
    /// - Parameters:
    ///   - parts: The parts, with their values.
    ///   - separator: What stands between two parts.
    /// - Returns: The whole; empty when there are no parts.
    public static func join(_ parts: [SQL], separator: SQL) -> SQL {
        var whole: SQL = ""
        for (index, part) in parts.enumerated() {
            if index > 0 { whole.append(separator) }
            whole.append(part)
        }
        return whole
    }

    /// Adds a part at the end.
    public mutating func append(_ part: SQL) {
        let last = fragments.removeLast()
        fragments.append(last + part.fragments[0])
        fragments += part.fragments.dropFirst()
        binds += part.binds
    }

    /// Two parts, one after the other.
    public static func + (first: SQL, second: SQL) -> SQL {
        var whole = first
        whole.append(second)
        return whole
    }

    /// Adds a part at the end.
    public static func += (whole: inout SQL, part: SQL) { whole.append(part) }

    /// The text as the server gets it, values as `$1`, `$2`, ...
    public var text: String {
        var text = fragments[0]
        for index in binds.indices {
            text += "$\(index + 1)"
            text += fragments[index + 1]
        }
        return text
    }
}

extension SQL {
    /// Collects the parts of a literal.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var sql: SQL

        /// Starts with no text.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql = SQL(fragments: [""], binds: [])
        }

        /// Adds text of the program.
        public mutating func appendLiteral(_ literal: StaticString) {
            sql.fragments[sql.fragments.count - 1] += literal.description
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.binds.append(Bind(value))
            sql.fragments.append("")
        }

        /// Binds a value, or null.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.binds.append(Bind(value))
            sql.fragments.append("")
        }

        /// Splices a part in, with its values.
        public mutating func appendInterpolation(_ part: SQL) { sql.append(part) }

        /// Adds a quoted name.
        public mutating func appendInterpolation(_ identifier: Identifier) { sql.append(.identifier(identifier)) }
    }
}

extension SQL: CustomStringConvertible {
    /// The text without the values.
    public var description: String { text }
}

/// A value on its way to the server.
struct Bind: Sendable, Equatable {
    var type: PostgresType
    var bytes: [UInt8]?
    /// Why the value cannot be sent; it surfaces when the statement is used.
    var problem: String?

    init<Value: PostgresEncodable>(_ value: Value) {
        type = Value.postgresType
        do throws(PostgresValueError) {
            bytes = try value.postgresBytes()
        } catch {
            problem = error.reason
        }
    }
}
