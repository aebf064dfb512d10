/// Tells how far a long piece of work is, for standard error.
///
/// On a terminal one line is rewritten, ten times a second at most; elsewhere a line is written at the beginning, at
/// every tenth of the work, or every ten seconds while its amount is unknown, and at the end.
public struct ProgressMeter: Sendable {
    private let title: String
    private let unit: String
    private let total: Int?
    private let isInteractive: Bool
    private var lastWritten: Duration?
    private var lastTenth = 0

    private static let interactiveInterval = Duration.milliseconds(100)
    private static let plainInterval = Duration.seconds(10)

    /// Begins a piece of work.
    ///
    /// - Parameters:
    ///   - title: What is done: `Restoring`.
    ///   - unit: What is counted: `rows`.
    ///   - total: How much there is to do, `nil` if that is unknown.
    ///   - isInteractive: Whether a line can be rewritten.
    public init(_ title: String, unit: String, total: Int? = nil, isInteractive: Bool) {
        self.title = title
        self.unit = unit
        self.total = total
        self.isInteractive = isInteractive
    }

    /// Tells how much is done.
    ///
    /// - Parameters:
    ///   - done: How much is done altogether.
    ///   - elapsed: The time since the beginning.
    /// - Returns: What to write now, `nil` if it is too early for anything new.
    public mutating func advance(to done: Int, after elapsed: Duration) -> String? {
        let tenth = total.map { $0 > 0 ? min(10, done.multipliedReportingOverflow(by: 10).partialValue / $0) : 10 }
        if let lastWritten {
            let pause = elapsed - lastWritten
            let isDue: Bool =
                if isInteractive {
                    pause >= Self.interactiveInterval
                } else if let tenth {
                    tenth > lastTenth && tenth < 10
                } else {
                    pause >= Self.plainInterval
                }
            guard isDue else { return nil }
        }
        lastWritten = elapsed
        lastTenth = tenth ?? 0
        let line = "\(title): \(amount(done))"
        return isInteractive ? "\r\u{1B}[K\(line)" : line + "\n"
    }

    /// Ends the work.
    ///
    /// - Parameters:
    ///   - done: How much was done altogether.
    ///   - elapsed: The time since the beginning.
    /// - Returns: What to write.
    public func finish(at done: Int, after elapsed: Duration) -> String {
        let tenths = elapsed.components.seconds * 10 + elapsed.components.attoseconds / 100_000_000_000_000_000
        let line = "\(title): \(done) \(unit) in \(tenths / 10).\(tenths % 10) s\n"
        return isInteractive ? "\r\u{1B}[K\(line)" : line
    }

    private func amount(_ done: Int) -> String {
        guard let total else { return "\(done) \(unit)" }
        let percent = total > 0 ? Int(min(100, Double(done) / Double(total) * 100)) : 100
        return "\(done) of \(total) \(unit) (\(percent) %)"
    }
}

extension Console {
    /// Carries out a long piece of work and tells how far it is on standard error.
    ///
    /// - Parameters:
    ///   - title: What is done: `Restoring`.
    ///   - unit: What is counted: `rows`.
    ///   - total: How much there is to do, `nil` if that is unknown.
    ///   - body: Does the work and calls its parameter with how much is done altogether.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; the line then ends where the work did.
    public func withProgress<Result>(
        _ title: String,
        unit: String,
        total: Int? = nil,
        _ body: (_ advance: (Int) -> Void) async throws -> Result
    ) async throws -> Result {
        var meter = ProgressMeter(title, unit: unit, total: total, isInteractive: isInteractive)
        let clock = ContinuousClock()
        let start = clock.now
        var done = 0
        if let line = meter.advance(to: 0, after: .zero) { writeError(line) }
        do {
            let result = try await body { count in
                done = count
                if let line = meter.advance(to: count, after: clock.now - start) { writeError(line) }
            }
            writeError(meter.finish(at: done, after: clock.now - start))
            return result
        } catch {
            if isInteractive { writeError("\n") }
            throw error
        }
    }
}
