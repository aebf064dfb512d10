/// Tells how far work is that says nothing by itself.
enum Progress {
    /// Asks now and then how much is done while work goes on.
    ///
    /// - Throws: What the work throws.
    static func watching<Result: Sendable>(
        _ amount: @escaping @Sendable () -> Int,
        _ advance: (Int) -> Void,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask { try await work() }
            func addPause() {
                tasks.addTask {
                    try? await Task.sleep(for: .milliseconds(200))
                    return nil
                }
            }
            addPause()
            while let finished = try await tasks.next() {
                advance(amount())
                if let finished {
                    tasks.cancelAll()
                    return finished
                }
                addPause()
            }
            throw CancellationError()
        }
    }
}
