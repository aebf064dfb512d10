import EventLoop
import Expressions
import JSON
import WorkerProtocol

/// What a task sees of its job: its properties, its log, the time, its directory.
struct JobContext: Sendable {
    /// A property as it was declared, or as it was made.
    enum Property: Sendable {
        /// Its texts are templates.
        case template(JSON)
        /// It is what it is.
        case value(ExpressionValue)
    }

    /// The job.
    let job: TaskJob

    /// What the task was given.
    var properties: [String: Property]

    /// The log of the attempt.
    let log: JobLog

    /// Masks what is secret.
    let mask: SecretMask

    /// Evaluates templates.
    let evaluator: JobEvaluator

    /// Waits.
    let sleep: @Sendable (Duration) async throws -> Void

    /// The working directory, if the task is in one.
    let directory: WorkingDirectory?

    /// The property of a name, `nil` if it was not given.
    func property(_ name: String) -> Property? {
        switch properties[name] {
        case .template(.null), nil: nil
        case .value(let value) where value.isNull: nil
        case let property?: property
        }
    }

    /// A property as text; what is no text is written out.
    ///
    /// - Returns: The text, `nil` if the property was not given.
    func text(_ name: String) async throws(TaskFailure) -> ExpressionText? {
        switch property(name) {
        case nil: nil
        case .template(.string(let text)) where ExpressionTemplate.isPlain(text): ExpressionText(text)
        case .template(let json): try await evaluate(name) { (scope) throws(ExpressionError) in try scope.text(json) }
        case .value(let value): try await evaluate(name) { (_) throws(ExpressionError) in try value.rendered() }
        }
    }

    /// A property as text, which must have been given.
    func requiredText(_ name: String) async throws(TaskFailure) -> ExpressionText {
        guard let text = try await text(name) else { throw .failed("`\(name)` is required, and was not given") }
        return text
    }

    /// A property as a value; texts that are one expression become its value, typed.
    ///
    /// - Returns: The value, `nil` if the property was not given.
    func value(_ name: String) async throws(TaskFailure) -> ExpressionValue? {
        switch property(name) {
        case nil: nil
        case .template(let json): try await evaluate(name) { (scope) throws(ExpressionError) in try scope.value(json) }
        case .value(let value): value
        }
    }

    /// A property as a value in which every template is text.
    ///
    /// - Returns: The value, `nil` if the property was not given.
    func texts(_ name: String) async throws(TaskFailure) -> ExpressionValue? {
        switch property(name) {
        case nil: nil
        case .template(let json): try await evaluate(name) { (scope) throws(ExpressionError) in try scope.texts(json) }
        case .value(let value): value
        }
    }

    /// A property that is a mapping, or JSON text of one.
    ///
    /// - Returns: The mapping, `nil` if the property was not given.
    func mapping(_ name: String) async throws(TaskFailure) -> ExpressionMap? {
        guard let value = try await texts(name) else { return nil }
        if let map = value.members { return map }
        if case .text(let text) = value {
            do throws(JSONError) {
                if let members = ExpressionValue(try JSON(parsing: text.string), isSecret: text.isTainted).bare.members
                {
                    return text.isTainted ? ExpressionMap(members.members.map { ($0.name, $0.value.tainted) }) : members
                }
            } catch {
                throw .failed("`\(name)`: expected a mapping, found text that is no JSON: \(error)")
            }
        }
        throw .failed("`\(name)`: expected a mapping, found \(value.kind)")
    }

    /// A property that is a level of logs.
    func level(_ name: String) async throws(TaskFailure) -> JobLogLevel {
        guard let text = try await text(name) else { return .info }
        guard let level = JobLogLevel(rawValue: text.string.uppercased()) else {
            let levels = JobLogLevel.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw .failed("`\(name)`: expected one of \(levels), found `\(text.masked().excerpt)`")
        }
        return level
    }

    /// Evaluates for a property; a failure names it.
    func evaluate<Result: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (JobEvaluator.Scope) throws(ExpressionError) -> Result
    ) async throws(TaskFailure) -> Result {
        do {
            return try await evaluator.evaluate(body)
        } catch let error as ExpressionError {
            throw .failed("`\(name)`: \(error.description)")
        } catch WorkPoolError.full {
            throw .failed("`\(name)`: too much waits to be evaluated on this worker; try again later")
        } catch {
            throw .ended
        }
    }
}
