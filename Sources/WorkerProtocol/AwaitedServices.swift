public import Expressions
import Synchronization

/// Runs evaluations whose services take time.
///
/// An evaluation is synchronous. A service that has no answer yet notes what it was asked and ends the evaluation; the
/// notes are then answered side by side, and the evaluation is done again. What was answered once is known in the next
/// round. An answer may lead to other questions; after 16 rounds there are no more answers.
///
/// ```swift
/// var services = AwaitedServices(immediate)
/// services.answer(\.secret) { (request) async throws(ExpressionError) in try await vault.value(of: request.key) }
/// let text = try await services.run { (services) throws(ExpressionError) in
///     try template.render(in: context, services: services)
/// }
/// ```
public struct AwaitedServices: Sendable {
    /// Answers a request in its own time.
    public typealias Service<Request, Answer> = @Sendable (Request) async throws(ExpressionError) -> Answer

    /// The services that answer at once.
    public var immediate: ExpressionServices

    private var installers: [@Sendable (inout ExpressionServices) -> any AnswerSheet] = []

    /// How often an evaluation is done again at most.
    public static let maximumRounds = 16

    /// How many answers one round may wait for.
    static let maximumQuestions = 256

    /// Makes services.
    ///
    /// - Parameter immediate: The services that answer at once.
    public init(_ immediate: ExpressionServices = ExpressionServices()) {
        self.immediate = immediate
    }

    /// Has a service answer in its own time.
    ///
    /// - Parameters:
    ///   - path: Which service it is; what `immediate` has in its place is not used.
    ///   - body: Answers a request. It is asked once for each request of a run.
    public mutating func answer<Request: Hashable & Sendable, Answer: Sendable>(
        _ path: any WritableKeyPath<ExpressionServices, ExpressionServices.Service<Request, Answer>?> & Sendable,
        _ body: @escaping Service<Request, Answer>
    ) {
        installers.append { services in
            let sheet = Answers(body)
            services[keyPath: path] = { (request) throws(ExpressionError) in try sheet.answer(request) }
            return sheet
        }
    }

    /// Evaluates, again and again until nothing has to be waited for.
    ///
    /// - Parameter body: Evaluates with the services it is given. It is called at least once, and 17 times at most.
    /// - Returns: What the last call returned.
    /// - Throws: What the last call threw.
    public func run<Result, Failure: Error>(
        _ body: (ExpressionServices) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        var services = immediate
        let sheets = installers.map { $0(&services) }
        for _ in 0..<Self.maximumRounds {
            do throws(Failure) {
                let result = try await body(services)
                guard sheets.contains(where: \.hasQuestions) else { return result }
            } catch {
                guard sheets.contains(where: \.hasQuestions) else { throw error }
            }
            guard !Task.isCancelled else { break }
            await Self.settle(sheets)
        }
        for sheet in sheets {
            sheet.close()
        }
        return try await body(services)
    }

    private static func settle(_ sheets: [any AnswerSheet]) async {
        await withTaskGroup(of: Void.self) { group in
            for question in sheets.flatMap({ $0.takeQuestions() }) {
                group.addTask { await question() }
            }
        }
    }
}

/// What one service was asked in a run, and what it answered.
private protocol AnswerSheet: Sendable {
    /// Whether something was asked that is not answered.
    var hasQuestions: Bool { get }

    /// What is to be answered now.
    func takeQuestions() -> [@Sendable () async -> Void]

    /// Takes no more questions.
    func close()
}

private final class Answers<Request: Hashable & Sendable, Answer: Sendable>: AnswerSheet {
    private struct State {
        var known: [Request: Result<Answer, ExpressionError>] = [:]
        var questions: [Request] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let body: AwaitedServices.Service<Request, Answer>

    init(_ body: @escaping AwaitedServices.Service<Request, Answer>) {
        self.body = body
    }

    func answer(_ request: Request) throws(ExpressionError) -> Answer {
        let known = state.withLock { state -> Result<Answer, ExpressionError>? in
            if let known = state.known[request] { return known }
            guard !state.isClosed else {
                let reason = "the evaluation waits for answers more than \(AwaitedServices.maximumRounds) times"
                return .failure(ExpressionError(.limit, reason))
            }
            // What is too much for one round is asked in the next.
            guard state.questions.count < AwaitedServices.maximumQuestions, !state.questions.contains(request) else {
                return nil
            }
            state.questions.append(request)
            return nil
        }
        guard let known else { throw ExpressionError(.unanswered, "the answer is not there yet") }
        return try known.get()
    }

    var hasQuestions: Bool { state.withLock { !$0.questions.isEmpty } }

    func takeQuestions() -> [@Sendable () async -> Void] {
        let questions = state.withLock { state in
            defer { state.questions = [] }
            return state.questions
        }
        return questions.map { request in
            { [self] in
                let answer: Result<Answer, ExpressionError>
                do throws(ExpressionError) {
                    answer = .success(try await body(request))
                } catch {
                    answer = .failure(error)
                }
                state.withLock { $0.known[request] = answer }
            }
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
    }
}
