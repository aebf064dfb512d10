import Postgres
import Testbed
import Testing

@Suite("Streaming", .emptyDatabase)
struct StreamingTests {
    let database: Database

    init() throws { database = try #require(DatabaseTrait.current) }

    @Test func `hands over the rows of a query in portions`() async throws {
        var portions: [Int] = []
        var sum = 0
        try await database.transaction { tx in
            try await tx.stream("select n from generate_series(\(1), \(1050)) as n", portion: 500) { rows in
                portions.append(rows.count)
                for row in rows { sum += try row.decode(0, as: Int.self) }
            }
            // The transaction goes on afterwards.
            #expect(try await tx.query("select 7")[0].decode(0, as: Int.self) == 7)
        }
        #expect(portions == [500, 500, 50])
        #expect(sum == 1050 * 1051 / 2)
    }

    @Test func `copies out in pieces and goes on`() async throws {
        var lines = 0
        var first: String?
        let after: Int = try await database.transaction { tx in
            try await tx.copyOut("copy (select n, repeat('x', 500) from generate_series(1, 20000) as n) to stdout") {
                if first == nil { first = String(decoding: $0.prefix(4), as: UTF8.self) }
                lines += $0.count { $0 == UInt8(ascii: "\n") }
            }
            return try await tx.query("select 7")[0].decode(0)
        }
        #expect(lines == 20000)
        #expect(first == "1\txx")
        #expect(after == 7)
    }

    @Test func `copies in and counts the rows`() async throws {
        let (copied, counted) = try await database.transaction { tx in
            try await tx.execute("create table line (n bigint, filler text)")
            var next = 0
            let copied = try await tx.copyIn("copy line from stdin") {
                guard next < 20000 else { return nil }
                next += 100
                return (next - 99...next).map { "\($0)\t\(String(repeating: "y", count: 300))\n" }.joined().utf8
                    .map(\.self)
            }
            return (copied, try await tx.query("select count(*) from line")[0].decode(0, as: Int.self))
        }
        #expect(copied == 20000)
        #expect(counted == 20000)
    }

    @Test func `keeps nothing of a copy that breaks off`() async throws {
        struct Broken: Error {}
        try await database.runScript("create table line (n bigint)")
        await #expect(throws: Broken.self) {
            try await database.transaction { tx in
                var pieces = 0
                try await tx.copyIn("copy line from stdin") {
                    pieces += 1
                    if pieces == 3 { throw Broken() }
                    return Array("1\n2\n".utf8)
                }
            }
        }
        let bad = await #expect(throws: DatabaseError.self) {
            try await database.transaction { tx in
                var isDone = false
                try await tx.copyIn("copy line from stdin") {
                    defer { isDone = true }
                    return isDone ? nil : Array("1\nnot a number\n".utf8)
                }
            }
        }
        #expect(bad?.sqlState == "22P02")
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { tx in try await tx.query("copy line to stdout") }
        }
        #expect(error != nil)
        #expect(try await database.transaction { tx in try await tx.query("select * from line").isEmpty })
        #expect(await database.connectionCounts().lent == 0)
    }

    @Test func `stops a copy when its reader gives up`() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            try await database.transaction { tx in
                try await tx.copyOut("copy (select repeat('x', 1000) from generate_series(1, 1000000)) to stdout") {
                    _ in
                    throw Enough()
                }
            }
        }
        try await database.ping()
    }

    @Test func `refuses a copy with values and a statement that is none`() async throws {
        await #expect(throws: DatabaseError.misuse("a copy takes no values")) {
            try await database.transaction { tx in try await tx.copyOut("copy (select \(1)) to stdout") { _ in } }
        }
        await #expect(throws: DatabaseError.misuse("the statement is not a copy")) {
            try await database.transaction { tx in try await tx.copyOut("select 1") { _ in } }
        }
    }
}

@Suite("Listening", .emptyDatabase)
struct NotificationTests {
    @Test func `hears what is sent, and says when it may have missed something`() async throws {
        let database = try #require(DatabaseTrait.current)
        var signals = database.notifications(on: ["wake", "other"]).makeAsyncIterator()
        #expect(await signals.next() == .listening)
        try await database.notify("wake", payload: "one")
        try await database.notify("silent", payload: "two")
        try await database.notify("other")
        var heard: [String] = []
        for _ in 0..<2 {
            guard case .notification(let notification) = await signals.next() else { continue }
            heard.append("\(notification.channel):\(notification.payload)")
        }
        #expect(heard == ["wake:one", "other:"])
        try await database.transaction { tx in
            try await tx.query(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'"
            )
        }
        #expect(await signals.next() == .listening)
        try await database.notify("wake", payload: "again")
        guard case .notification(let last) = await signals.next() else {
            Issue.record("no notification")
            return
        }
        #expect(last.payload == "again")
    }
}
