/// What is wrong with one field of a value that was sent.
public struct FieldError: Sendable, Hashable, CustomStringConvertible {
    /// The path of the field: `emails[0].value`; empty for the value as a whole.
    public var field: String

    /// What was expected and what was found.
    public var message: String

    /// Describes a problem of a field.
    ///
    /// - Parameters:
    ///   - field: The path of the field, empty for the value as a whole.
    ///   - message: What was expected and what was found.
    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    /// Path and message in one line.
    public var description: String { field.isEmpty ? message : "`\(field)`: \(message)" }
}

/// Everything that is wrong with a value that was sent.
public struct FieldErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// The problems in the order in which they were found, a hundred at most.
    public var errors: [FieldError]

    /// How many more there are.
    public private(set) var omitted = 0

    private static let limit = 100

    /// Makes a collection of problems.
    ///
    /// - Parameter errors: The problems found so far.
    public init(_ errors: [FieldError] = []) {
        self.errors = errors
    }

    /// Makes a collection of one problem.
    ///
    /// - Parameters:
    ///   - field: The path of the field, empty for the value as a whole.
    ///   - message: What was expected and what was found.
    public init(_ field: String, _ message: String) {
        self.init([FieldError(field: field, message: message)])
    }

    /// Whether nothing is wrong.
    public var isEmpty: Bool { errors.isEmpty }

    /// Adds a problem.
    ///
    /// - Parameters:
    ///   - field: The path of the field, empty for the value as a whole.
    ///   - message: What was expected and what was found.
    public mutating func append(_ field: String, _ message: String) {
        guard errors.count < Self.limit else {
            omitted += 1
            return
        }
        errors.append(FieldError(field: field, message: message))
    }

    /// Adds what is wrong with a part of the value.
    ///
    /// - Parameter others: The problems, with paths from the whole value.
    public mutating func append(_ others: FieldErrors) {
        for error in others.errors {
            append(error.field, error.message)
        }
        omitted += others.omitted
    }

    /// All problems in one line.
    public var description: String {
        let list = errors.map(\.description).joined(separator: "; ")
        return omitted == 0 ? list : "\(list); and \(omitted) more"
    }
}
