extension Transaction {
    /// Copies data out of the server with a `copy ... to stdout` and hands it over piece by piece.
    ///
    /// The next piece is read when the last one has been dealt with. A copy takes no values: use `stream` for a query
    /// that has some.
    ///
    /// - Parameters:
    ///   - sql: The copy.
    ///   - body: Takes a piece: whole rows in the form the copy asks for.
    /// - Throws: `DatabaseError`, or what the body threw; the transaction is then over.
    public func copyOut(_ sql: SQL, _ body: ([UInt8]) async throws -> Void) async throws {
        guard sql.binds.isEmpty else { throw DatabaseError.misuse("a copy takes no values") }
        let connection = try await session.openConnection()
        do {
            try await connection.onLoop { $0.startCopy(sql.text, done: $1) }
            while let chunk = try await connection.onLoop({ $0.nextCopyChunk(done: $1) }) { try await body(chunk) }
        } catch {
            // What the server still has to send cannot be skipped but by closing.
            if !(error is DatabaseError) { session.abandon(connection) }
            session.note(error)
            throw error
        }
    }

    /// Copies data into the server with a `copy ... from stdin`.
    ///
    /// Row security does not allow this; it is for what an operator loads.
    ///
    /// - Parameters:
    ///   - sql: The copy.
    ///   - next: The next piece of the data, nil at its end.
    /// - Returns: How many rows were copied.
    /// - Throws: `DatabaseError`, or what `next` threw; nothing is then kept.
    @discardableResult
    public func copyIn(_ sql: SQL, _ next: () async throws -> [UInt8]?) async throws -> Int {
        guard sql.binds.isEmpty else { throw DatabaseError.misuse("a copy takes no values") }
        let connection = try await session.openConnection()
        do {
            try await connection.onLoop { $0.startCopy(sql.text, done: $1) }
            while let chunk = try await next() {
                try await connection.onLoop { $0.sendCopyChunk(chunk, done: $1) }
            }
            return try await connection.onLoop { $0.endCopy(failure: nil, done: $1) }
        } catch {
            if !(error is DatabaseError) { session.abandon(connection) }
            session.note(error)
            throw error
        }
    }

    /// Runs a query and hands over its rows in portions, of which only one is in memory.
    ///
    /// - Parameters:
    ///   - sql: A query; its values are bound.
    ///   - portion: How many rows at a time.
    ///   - body: Takes a portion; the next is asked for when it returns.
    /// - Throws: `DatabaseError`, or what the body threw.
    public func stream(
        _ sql: SQL,
        portion: Int = 500,
        _ body: (Rows) async throws -> Void
    ) async throws {
        let name = session.nextCursor()
        let cursor = SQL(fragments: [name], binds: [])
        let fetch = SQL(fragments: ["fetch \(max(1, portion)) from \(name)"], binds: [])
        try session.enqueue("declare \(cursor) no scroll cursor for \(sql)")
        while true {
            let rows = try await query(fetch)
            guard !rows.isEmpty else { break }
            try await body(rows)
            guard rows.count >= portion else { break }
        }
        try session.enqueue("close \(cursor)")
    }
}

extension Connection {
    /// Calls an operation of the connection on its loop and waits for its answer.
    func onLoop<Value: Sendable>(
        _ operation: @escaping @Sendable (Connection, @escaping (Result<Value, DatabaseError>) -> Void) -> Void
    ) async throws(DatabaseError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, DatabaseError>, Never>) in
            loop.run { operation(self) { continuation.resume(returning: $0) } }
        }
        return try result.get()
    }
}
