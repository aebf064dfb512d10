import EventLoop
import Postgres
import Synchronization
import Testbed
import Testing

@Suite("When something fails under a transaction", .emptyDatabase)
struct FailureTests {
    let database: Database
    let configuration: DatabaseConfiguration
    let testbed: Testbed

    init() async throws {
        database = try #require(DatabaseTrait.current)
        configuration = try #require(DatabaseTrait.configuration)
        testbed = try await Testbed.shared
        try await database.runScript(
            "create table item (id bigint primary key, name text); insert into item values (1, 'a'), (2, 'b')"
        )
    }

    private func terminate(_ backend: Int) async throws {
        _ = try await database.transaction { tx in
            try await tx.query("select pg_terminate_backend(\(backend)::int)")
        }
    }

    @Test func `runs the body again when its backend is killed before the commit`() async throws {
        let attempts = Counter()
        try await database.transaction { tx in
            let attempt = attempts.next()
            try await tx.execute("update item set name = \("attempt \(attempt)") where id = 1")
            guard attempt == 1 else { return }
            let backend: Int = try await tx.query("select pg_backend_pid()")[0].decode(0)
            try await terminate(backend)
            try await tx.execute("update item set name = 'never' where id = 2")
        }
        #expect(attempts.count == 2)
        let names = try await database.transaction { tx in
            try await tx.query("select name from item order by id").map { row throws(DatabaseError) in
                try row.decode(0, as: String.self)
            }
        }
        #expect(names == ["attempt 2", "b"])
    }

    @Test func `says so when its backend is killed and it may not run again`() async throws {
        let options = TransactionOptions(retry: .never)
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction(options) { tx in
                let backend: Int = try await tx.query("select pg_backend_pid()")[0].decode(0)
                try await terminate(backend)
                try await tx.execute("update item set name = 'never'")
            }
        }
        guard case .connection = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.isRetriable == true)
    }

    @Test func `does not know the fate of a commit that was cut off`() async throws {
        // A deferred trigger kills its own backend while the commit runs.
        try await database.runScript(
            """
            create function die() returns trigger language plpgsql as
              $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$;
            create constraint trigger die after update on item deferrable initially deferred
              for each row execute function die();
            """
        )
        let attempts = Counter()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { tx in
                _ = attempts.next()
                try await tx.execute("update item set name = 'x' where id = 1")
            }
        }
        guard case .commitUnknown = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.isRetriable == false)
        #expect(attempts.count == 1)
    }

    @Test func `runs again after a deadlock`() async throws {
        let attempts = Counter()
        // Both hold one row before either asks for the other.
        let gate = Gate(parties: 2)
        try await withThrowingTaskGroup(of: Void.self) { [database] group in
            for (first, second) in [(1, 2), (2, 1)] {
                group.addTask {
                    try await database.transaction { tx in
                        let attempt = attempts.next()
                        try await tx.execute("update item set name = 'x' where id = \(first)")
                        if attempt <= 2 { await gate.arrive() }
                        try await tx.execute("update item set name = 'y' where id = \(second)")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(attempts.count >= 3)
    }

    @Test func `stops a statement at its time limit`() async throws {
        let options = TransactionOptions(statementTimeout: .milliseconds(50))
        await #expect(throws: DatabaseError.timeout) {
            try await database.transaction(options) { tx in try await tx.query("select pg_sleep(20)") }
        }
    }

    @Test func `stops a transaction at its deadline`() async throws {
        let options = TransactionOptions(deadline: .milliseconds(100))
        let start = ContinuousClock.now
        await #expect(throws: DatabaseError.timeout) {
            try await database.transaction(options) { tx in try await tx.query("select pg_sleep(20)") }
        }
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `cancels the statement and rolls back when the task is cancelled`() async throws {
        let started = Gate(parties: 2)
        let task = Task { [database] in
            try await database.transaction { tx in
                try await tx.execute("update item set name = 'cancelled' where id = 1")
                await started.arrive()
                try await tx.query("select pg_sleep(60)")
            }
        }
        await started.arrive()
        task.cancel()
        await #expect(throws: DatabaseError.cancelled) { try await task.value }
        let (name, sleeping) = try await database.transaction { tx in
            try await tx.query(
                """
                select (select name from item where id = 1),
                  (select count(*) from pg_stat_activity
                   where datname = current_database() and query like 'select pg_sleep%' and state = 'active')
                """
            )[0].values(String.self, Int.self)
        }
        #expect(name == "a")
        #expect(sleeping == 0)
        #expect(await database.connectionCounts().lent == 0)
    }

    @Test func `refuses who would wait behind too many for a connection`() async throws {
        var configuration = configuration
        configuration.maximumConnections = 1
        configuration.queueLimit = 1
        configuration.waitTimeout = .seconds(60)
        let small = Database(configuration: configuration, group: testbed.group)
        let loop = testbed.group.loops[0]
        let isHeld = Gate(parties: 2)
        let isDone = Gate(parties: 2)
        let holder = Task {
            try await loop.perform {
                try await small.transaction { tx in
                    try await tx.query("select 1")
                    await isHeld.arrive()
                    await isDone.arrive()
                }
            }
        }
        await isHeld.arrive()
        let waiter = Task { try await loop.perform { try await small.ping() } }
        while await small.connectionCounts().waiting == 0 { await Task.yield() }
        await #expect(throws: DatabaseError.poolExhausted) { try await loop.perform { try await small.ping() } }
        await isDone.arrive()
        try await holder.value
        try await waiter.value
        await small.close()
        await #expect(throws: DatabaseError.closed) { try await small.ping() }
    }

    @Test func `lets a waiting task be cancelled`() async throws {
        var configuration = configuration
        configuration.maximumConnections = 1
        configuration.waitTimeout = .seconds(60)
        let small = Database(configuration: configuration, group: testbed.group)
        let loop = testbed.group.loops[0]
        try await loop.perform {
            try await small.transaction { tx in
                try await tx.query("select 1")
                let waiter = Task { try await loop.perform { try await small.ping() } }
                while await small.connectionCounts().waiting == 0 { await Task.yield() }
                waiter.cancel()
                await #expect(throws: DatabaseError.cancelled) { try await waiter.value }
            }
        }
        #expect(await small.connectionCounts().waiting == 0)
        await small.close()
    }

    @Test func `says that the server cannot be reached`() async throws {
        var configuration = DatabaseConfiguration(socketFolder: "/tmp/no-such-folder", database: "x", user: "x")
        configuration.waitTimeout = .milliseconds(200)
        let retries = Counter()
        let nowhere = Database(configuration: configuration, group: testbed.group) { event in
            if case .retried = event { _ = retries.next() }
        }
        let error = await #expect(throws: DatabaseError.self) { try await nowhere.ping() }
        guard case .connection = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description == "the connection to the database failed")
        #expect(retries.count == 0, "waited for a connection more than once")
        await nowhere.close()
    }
}

/// Lets tasks through when a number of them have arrived; then it is closed again.
actor Gate {
    private let parties: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(parties: Int) { self.parties = parties }

    func arrive() async {
        guard waiting.count + 1 < parties else {
            for waiter in waiting { waiter.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}
