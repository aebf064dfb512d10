import Postgres

extension AccessError {
    /// Runs statements, and says what it means to a caller when one of some constraints refuses them.
    ///
    /// - Parameters:
    ///   - meanings: What the violation of each constraint means.
    ///   - body: Runs the statements.
    /// - Returns: What the body returns.
    /// - Throws: What a constraint means; `DatabaseError` for all else.
    static func explaining<Result>(
        _ meanings: [String: AccessError],
        _ body: () async throws(DatabaseError) -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch {
            guard let constraint = error.constraint, let meaning = meanings[constraint] else { throw error }
            throw meaning
        }
    }
}
