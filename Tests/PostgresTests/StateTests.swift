import Testing

@testable import Postgres

@Suite("The state of a pool")
struct PoolStateTests {
    private let start = ContinuousClock.now
    private let limits = PoolState.Limits(
        minimum: 0,
        maximum: 2,
        queue: 2,
        idleLifetime: .seconds(10),
        maximumLifetime: .seconds(100)
    )

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func `makes connections on demand, up to the limit, and lends them in order`() {
        var pool = PoolState(limits)
        #expect(pool.acquire(1, until: at(5), now: at(0)) == [.connect(1)])
        #expect(pool.acquire(2, until: at(5), now: at(0)) == [.connect(2)])
        #expect(pool.acquire(3, until: at(5), now: at(0)) == [.refuse(3, .poolExhausted)])
        #expect(pool.connected(1, now: at(1)) == [.lend(1, to: 1)])
        #expect(pool.acquire(3, until: at(5), now: at(1)) == [])
        #expect(pool.connected(2, now: at(1)) == [.lend(2, to: 2)])
        #expect(pool.release(1, isReusable: true, now: at(2)) == [.lend(1, to: 3)])
        #expect(pool.release(2, isReusable: true, now: at(2)) == [])
        #expect(pool.acquire(4, until: at(5), now: at(2)) == [.lend(2, to: 4)])
    }

    @Test func `refuses who has waited long enough`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        #expect(pool.nextTick == at(5))
        #expect(pool.tick(now: at(4.9)) == [])
        #expect(pool.tick(now: at(5)) == [.refuse(1, .poolExhausted)])
        #expect(pool.connected(1, now: at(6)) == [])
        #expect(pool.acquire(2, until: at(9), now: at(6)) == [.lend(1, to: 2)])
    }

    @Test func `withdraws a wish once`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        #expect(pool.cancel(1) == [.refuse(1, .cancelled)])
        #expect(pool.cancel(1) == [])
    }

    @Test func `pauses longer after each failure, and tells who waits why`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        #expect(pool.failed(1, because: "refused", jitter: 1, now: at(0)) == [])
        #expect(pool.nextTick == at(0.05))
        #expect(pool.tick(now: at(0.05)) == [.connect(2)])
        #expect(pool.failed(2, because: "refused", jitter: 1, now: at(0.05)) == [])
        #expect(pool.nextTick == at(0.05) + .milliseconds(100))
        #expect(pool.tick(now: at(0.1)) == [])
        #expect(pool.tick(now: at(5)) == [.refuse(1, .connection("refused"))])
    }

    @Test func `tries with one connection while the server refuses`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        _ = pool.acquire(2, until: at(5), now: at(0))
        _ = pool.failed(1, because: "x", jitter: 0, now: at(0))
        _ = pool.failed(2, because: "x", jitter: 0, now: at(0))
        #expect(pool.tick(now: at(1)) == [.connect(3)])
        #expect(pool.tick(now: at(1)) == [])
        #expect(pool.connected(3, now: at(1)) == [.lend(3, to: 1), .connect(4)])
    }

    @Test func `closes what is unfit, old, or unused`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        _ = pool.connected(1, now: at(0))
        #expect(pool.release(1, isReusable: false, now: at(1)) == [.close(1)])
        _ = pool.acquire(2, until: at(5), now: at(1))
        _ = pool.connected(2, now: at(1))
        #expect(pool.release(2, isReusable: true, now: at(2)) == [])
        #expect(pool.nextTick == at(12))
        #expect(pool.tick(now: at(12)) == [.close(2)])
        _ = pool.acquire(3, until: at(20), now: at(12))
        _ = pool.connected(3, now: at(12))
        #expect(pool.release(3, isReusable: true, now: at(112)) == [.close(3)])
    }

    @Test func `replaces a lost connection for who waits`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        _ = pool.connected(1, now: at(0))
        _ = pool.acquire(2, until: at(5), now: at(0))
        _ = pool.connected(2, now: at(0))
        _ = pool.acquire(3, until: at(5), now: at(0))
        #expect(pool.lost(1, now: at(1)) == [.close(1), .connect(3)])
        #expect(pool.release(1, isReusable: false, now: at(1)) == [])
    }

    @Test func `keeps the minimum open`() {
        var few = limits
        few.minimum = 1
        var pool = PoolState(few)
        #expect(pool.tick(now: at(0)) == [.connect(1)])
        #expect(pool.connected(1, now: at(0)) == [])
        #expect(pool.tick(now: at(50)) == [])
        #expect(pool.lost(1, now: at(51)) == [.close(1), .connect(2)])
    }

    @Test func `drains`() {
        var pool = PoolState(limits)
        _ = pool.acquire(1, until: at(5), now: at(0))
        _ = pool.acquire(2, until: at(5), now: at(0))
        _ = pool.connected(1, now: at(0))
        #expect(pool.drain() == [.refuse(2, .closed)])
        #expect(pool.acquire(3, until: at(5), now: at(1)) == [.refuse(3, .closed)])
        #expect(pool.connected(2, now: at(1)) == [.close(2)])
        #expect(pool.release(1, isReusable: true, now: at(2)) == [.close(1), .drained])
    }
}

@Suite("The state of a pipeline")
struct PipelineStateTests {
    private let result = ResultStorage(columns: [], cells: [], bytes: [], count: 0, affected: 1, tag: "INSERT 0 1")
    private let key = StatementCache.Key(text: "x", types: [])

    private func feed(_ pipeline: inout PipelineState, _ replies: [Reply]) -> [String] {
        replies.compactMap { reply in
            switch pipeline.receive(reply) {
            case .none: nil
            case .close(let reason): "close: \(reason)"
            case .finish(let id, let outcome, let forget):
                "finish \(id): \(outcome.results.count) results, \(failure(outcome)), forget \(forget.count)"
            }
        }
    }

    private func failure(_ outcome: Outcome) -> String {
        switch outcome.failure {
        case nil: "no failure"
        case .server(let error, let statement): "\(error.sqlState) at \(statement)"
        case .lost(let reason, let statement): "lost at \(statement): \(reason)"
        case .ended(let reason, let statement): "ended at \(statement): \(reason)"
        }
    }

    @Test func `collects the results of a round trip`() {
        var pipeline = PipelineState()
        pipeline.send(1, steps: [.prepare(key, statement: 0), .execute(statement: 0), .execute(statement: 1)])
        let transcript = feed(
            &pipeline,
            [
                .result(result), .separator, .result(result), .separator, .result(result), .separator, .sync,
            ]
        )
        #expect(transcript == ["finish 1: 2 results, no failure, forget 0"])
        #expect(pipeline.isIdle)
    }

    @Test func `skips what follows a failure, up to the sync and no further`() {
        var pipeline = PipelineState()
        pipeline.send(1, steps: [.execute(statement: 0), .prepare(key, statement: 1), .execute(statement: 1)])
        pipeline.send(2, steps: [.execute(statement: 0)])
        let error = ServerError(sqlState: "23505", message: "")
        let transcript = feed(
            &pipeline,
            [
                .failure(error), .separator, .skipped, .separator, .skipped, .separator, .sync, .result(result),
                .separator, .sync,
            ]
        )
        #expect(
            transcript == ["finish 1: 0 results, 23505 at 0, forget 1", "finish 2: 1 results, no failure, forget 0"]
        )
    }

    @Test func `closes on an error that ends the session, and says where it was`() {
        var pipeline = PipelineState()
        pipeline.send(1, steps: [.execute(statement: 0), .execute(statement: 1)])
        pipeline.send(2, steps: [.execute(statement: 0)])
        let error = ServerError(severity: "FATAL", sqlState: "57P01", message: "bye")
        #expect(feed(&pipeline, [.result(result), .separator, .failure(error)]) == ["close: FATAL 57P01: bye"])
        #expect(
            pipeline.lose("gone").map { failure($0.outcome) } == ["ended at 1: FATAL 57P01: bye", "lost at 0: gone"]
        )
        #expect(pipeline.isIdle)
    }

    @Test func `knows that everything was answered when the session ends in front of the sync`() {
        var pipeline = PipelineState()
        pipeline.send(1, steps: [.execute(statement: 0), .execute(statement: 1)])
        let error = ServerError(severity: "FATAL", sqlState: "57P01", message: "bye")
        let replies: [Reply] = [.result(result), .separator, .result(result), .separator, .failure(error)]
        #expect(feed(&pipeline, replies) == ["close: FATAL 57P01: bye"])
        #expect(pipeline.lose("gone").map { failure($0.outcome) } == ["ended at 1: FATAL 57P01: bye"])
    }

    @Test func `cannot tell what was done when replies do not arrive`() {
        var pipeline = PipelineState()
        pipeline.send(1, steps: [.execute(statement: 0), .execute(statement: 1)])
        #expect(feed(&pipeline, [.lost("cut")]) == ["close: cut"])
        #expect(pipeline.lose("cut").map { failure($0.outcome) } == ["lost at 0: cut"])
    }

    @Test func `closes on what nobody asked for`() {
        var pipeline = PipelineState()
        #expect(feed(&pipeline, [.separator]) == [])
        #expect(feed(&pipeline, [.result(result)]) == ["close: a reply that nothing was sent for"])
        pipeline.send(1, steps: [.execute(statement: 0)])
        #expect(feed(&pipeline, [.copyOut]) == ["close: a copy among other statements"])
    }
}

@Suite("The state of a transaction")
struct TransactionStateTests {
    private func statement(_ text: String) -> Statement { Statement(text: text, binds: []) }

    private func outcome(_ count: Int, tag: String = "COMMIT") -> Outcome {
        let storage = ResultStorage(columns: [], cells: [], bytes: [], count: 0, affected: 0, tag: tag)
        return Outcome(results: Array(repeating: Rows(storage: storage), count: count))
    }

    @Test func `opens with the first query and commits with the last`() throws {
        var transaction = TransactionState(TransactionOptions(settings: [("a.b", "c")], role: "r", readOnly: true))
        try transaction.enqueue(statement("one"))
        let first = try transaction.trip([statement("two")])
        #expect(
            first.statements.map(\.text) == [
                "begin isolation level read committed read only",
                "select set_config('a.b', $1, true), set_config('role', $2, true)", "one", "two",
            ]
        )
        #expect(first.results == 3..<4)
        #expect(transaction.ended(first, outcome(4), interruption: nil) == .done)
        try transaction.enqueue(statement("three"))
        let last = try #require(try transaction.commit())
        #expect(last.statements.map(\.text) == ["three", "commit"])
        #expect(transaction.ended(last, outcome(2), interruption: nil) == .done)
        #expect(throws: DatabaseError.misuse("the transaction is over")) { try transaction.trip([]) }
    }

    @Test func `has nothing to commit when nothing was sent`() throws {
        var transaction = TransactionState(TransactionOptions())
        #expect(try transaction.commit() == nil)
    }

    @Test func `does not know its fate when the connection is lost with the commit, whatever was answered`() throws {
        let cases: [(Outcome.Failure, DatabaseError)] = [
            (.lost("x", statement: 1), .commitUnknown("x")), (.lost("x", statement: 0), .commitUnknown("x")),
            (.ended("x", statement: 1), .commitUnknown("x")), (.ended("x", statement: 0), .connection("x")),
        ]
        for (failure, expected) in cases {
            var transaction = TransactionState(TransactionOptions())
            let first = try transaction.trip([self.statement("one")])
            _ = transaction.ended(first, outcome(2), interruption: nil)
            try transaction.enqueue(self.statement("two"))
            let last = try #require(try transaction.commit())
            #expect(transaction.ended(last, Outcome(failure: failure), interruption: nil) == .failed(expected))
        }
    }

    @Test func `is replayed once when statements have gone stale before anything was seen`() throws {
        var transaction = TransactionState(TransactionOptions())
        let stale = Outcome(failure: .server(ServerError(sqlState: "26000", message: ""), statement: 1))
        let first = try transaction.trip([statement("one")])
        guard case .replay(let again) = transaction.ended(first, stale, interruption: nil) else {
            Issue.record("not replayed")
            return
        }
        #expect(again.statements == first.statements)
        #expect(
            transaction.ended(again, stale, interruption: nil)
                == .failed(.server(ServerError(sqlState: "26000", message: "")))
        )
    }

    @Test func `fails with its first error for good`() throws {
        var transaction = TransactionState(TransactionOptions())
        let trip = try transaction.trip([statement("one")])
        let error = ServerError(sqlState: "57014", message: "canceling statement due to user request")
        let failed = Outcome(failure: .server(error, statement: 1))
        #expect(transaction.ended(trip, failed, interruption: .deadline) == .failed(.timeout))
        #expect(throws: DatabaseError.timeout) { try transaction.enqueue(statement("two")) }
        #expect(throws: DatabaseError.timeout) { try transaction.commit() }
    }

    @Test func `is not fooled by a commit that rolls back`() throws {
        var transaction = TransactionState(TransactionOptions())
        try transaction.enqueue(statement("one"))
        let last = try #require(try transaction.commit())
        #expect(transaction.ended(last, outcome(3, tag: "ROLLBACK"), interruption: nil) != .done)
    }
}

@Suite("The cache of prepared statements")
struct StatementCacheTests {
    private func key(_ text: String) -> StatementCache.Key { StatementCache.Key(text: text, types: []) }

    @Test func `gives up the one that was not used for longest`() {
        var cache = StatementCache(capacity: 2)
        #expect(cache.lookup(key("a")) == .missing("s1", evicting: nil))
        #expect(cache.lookup(key("b")) == .missing("s2", evicting: nil))
        #expect(cache.lookup(key("a")) == .prepared("s1"))
        #expect(cache.lookup(key("c")) == .missing("s3", evicting: "s2"))
        #expect(cache.lookup(key("a")) == .prepared("s1"))
        cache.forget(key("a"))
        #expect(cache.lookup(key("a")) == .missing("s4", evicting: nil))
    }

    @Test func `tells statements of other types apart`() {
        var cache = StatementCache(capacity: 8)
        #expect(cache.lookup(.init(text: "x", types: [.int8])) == .missing("s1", evicting: nil))
        #expect(cache.lookup(.init(text: "x", types: [.text])) == .missing("s2", evicting: nil))
    }
}

@Suite("A script of statements")
struct SQLScriptTests {
    @Test(arguments: [
        ("select 1; select 2;", ["select 1", "select 2"]),
        ("select ';' ; select \";\"", ["select ';'", "select \";\""]),
        ("select 'it''s;' || E'\\';' ; select 2", ["select 'it''s;' || E'\\';'", "select 2"]),
        ("do $$ begin; end $$; select $a$;$$;$a$", ["do $$ begin; end $$", "select $a$;$$;$a$"]),
        ("-- one; two\nselect 1 /* ; /* ; */ ; */; -- end;\n", ["-- one; two\nselect 1 /* ; /* ; */ ; */"]),
        (" ;; \n; -- nothing", []), ("select $1; select '", ["select $1", "select '"]),
        ("select $tag", ["select $tag"]),
    ])
    func `is taken apart where statements end`(_ text: String, _ statements: [String]) {
        #expect(SQLScript(text).statements == statements)
    }
}
