import Expressions

/// One confined process that runs programs of jq, one at a time.
final class JQProcess: Sendable {
    private let child: ChildHandle

    /// How long a process may take until it is ready; it does not compute for anybody then.
    private static let startTime = Duration.seconds(20)

    /// Starts a process, and waits until it is confined.
    ///
    /// - Parameter path: The program of ours that it runs.
    /// - Throws: `SandboxError` if it cannot be had.
    init(_ path: String) throws(SandboxError) {
        child = try ChildHandle(path, JQSandbox.word)
        let word = try child.receive(JQFrame.ready.count, before: .now + Self.startTime)
        guard word == JQFrame.ready else { throw .garbled }
    }

    /// Whether it still waits for requests.
    var isAlive: Bool { child.isQuiet }

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - request: The program and its input.
    ///   - limit: How many bytes the results may take.
    ///   - end: When it has to have ended.
    /// - Returns: The results, or why there are none.
    /// - Throws: `SandboxError`; the process is of no use then.
    func run(
        _ request: ExpressionRequest.Program,
        limit: Int,
        before end: ContinuousClock.Instant
    ) throws(SandboxError) -> Result<[String], ExpressionError> {
        try child.send(JQFrame.request(request, limit: limit), before: end)
        let head = try child.receive(JQFrame.answerHead, before: end)
        let count = JQFrame.number(head[1...])
        // Each of ten thousand results has its length beside it.
        guard count <= limit + 64 << 10 else { throw .garbled }
        let body = try child.receive(count, before: end)
        guard let answer = JQFrame.read(head[0], body) else { throw .garbled }
        return answer
    }
}
