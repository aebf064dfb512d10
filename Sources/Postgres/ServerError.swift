/// What the server said when it refused a statement.
///
/// The fields are those of the protocol's error message; what the server left out is nil.
public struct ServerError: Error, Sendable, Equatable {
    /// The severity, not translated: `ERROR`, `FATAL` or `PANIC`.
    public var severity: String
    /// The five characters of the error code, such as `23505`.
    public var sqlState: String
    /// The primary message, which may hold values.
    public var message: String
    /// A second line, which may hold values.
    public var detail: String?
    /// What the server advises.
    public var hint: String?
    /// Where in the statement, counted in characters from 1.
    public var position: Int?
    /// The call stack on the server.
    public var context: String?
    /// The schema of the object concerned.
    public var schema: String?
    /// The table concerned.
    public var table: String?
    /// The column concerned.
    public var column: String?
    /// The constraint violated.
    public var constraint: String?

    /// Makes an error from its code and message; the rest is nil.
    public init(severity: String = "ERROR", sqlState: String, message: String) {
        self.severity = severity
        self.sqlState = sqlState
        self.message = message
    }
}

extension ServerError {
    /// Whether the same transaction may succeed if it is run again: conflicts, resources, shutdowns.
    public var isRetriable: Bool {
        isConflict || endsConnection || sqlState.hasPrefix("53") || sqlState == "55P03"
    }

    /// Whether concurrent transactions stood in each other's way and nothing else is wrong.
    var isConflict: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Whether the server closes the connection after this error.
    var endsConnection: Bool {
        severity == "FATAL" || severity == "PANIC" || sqlState.hasPrefix("08") || sqlState.hasPrefix("57P")
    }

    /// Whether a prepared statement is gone, or its result's shape has changed since it was prepared.
    var isStaleStatement: Bool {
        sqlState == "26000" || (sqlState == "0A000" && message.hasPrefix("cached plan must not change result type"))
    }

    /// Whether the statement was stopped by its time limit and not by anybody's request.
    var isStatementTimeout: Bool { sqlState == "57014" && message.hasSuffix("due to statement timeout") }
}

extension ServerError: CustomStringConvertible, CustomDebugStringConvertible {
    /// The code alone: the message may hold values.
    public var description: String { "the database refused the statement (\(sqlState))" }

    /// All fields on one line.
    public var debugDescription: String {
        let fields: [(String, String?)] = [
            ("detail", detail), ("hint", hint), ("position", position.map(String.init)), ("context", context),
            ("schema", schema), ("table", table), ("column", column), ("constraint", constraint),
        ]
        let rest = fields.compactMap { name, value in value.map { "; \(name): \($0)" } }
        return "\(severity) \(sqlState): \(message)\(rest.joined())"
    }
}
