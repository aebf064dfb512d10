import Access
import Daemon
import Flows
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Executor

@Suite("The log of executions", .database)
struct ExecutionLogTests {
    let fixture: StoreFixture
    let now = SystemClock().now
    init() throws { fixture = try StoreFixture() }

    private func line(
        _ number: UInt64,
        _ message: String,
        _ level: ExecutionLogLevel = .info,
        after seconds: Int64 = 0,
        flow: String = "a.b/flow",
        task: String? = nil
    ) throws -> ExecutionLogLine {
        ExecutionLogLine(
            execution: .number(number),
            flow: try StoreFixture.address(flow),
            kind: .test,
            taskRun: task == nil ? nil : 4,
            taskRunID: task == nil ? nil : .number(99),
            task: task,
            attempt: task == nil ? nil : 2,
            at: now + .seconds(seconds),
            level: level,
            message: message
        )
    }

    private func log(_ lines: [ExecutionLogLine], in tenant: Tenant.ID? = nil) async throws {
        var batch = ExecutionBatch()
        batch.logs = lines
        try await fixture.save(batch, in: tenant)
    }

    private func read(
        _ number: UInt64,
        _ filters: [(String, String)] = [],
        after cursor: ExecutionLogCursor? = nil,
        count: Int = 100,
        in tenant: Tenant.ID? = nil
    ) async throws -> [ExecutionLogLine] {
        let search = try ExecutionStore.logScheme.parse(filters.map { (name: "filters\($0.0)", value: $0.1) })
        return try await fixture.run(tenant) { tenant, tx in
            try await fixture.store.logs(
                of: .number(number),
                search,
                after: cursor,
                count: count,
                in: tenant,
                tx
            )
        }
    }

    private func find(
        _ parameters: [(String, String)],
        within visible: VisibleNamespaces = .all
    ) async throws -> Found<ExecutionLogLine> {
        let search = try ExecutionStore.logScheme.parse(parameters.map { (name: $0.0, value: $0.1) })
        return try await fixture.run { tenant, tx in
            try await fixture.store.findLogs(search, within: visible, in: tenant, tx)
        }
    }

    @Test func `is read as it was written, some lines at a time, in its order`() async throws {
        let lines = try (0..<7).map { try line(1, "line \($0)", after: Int64($0 / 3), task: $0 == 2 ? "t" : nil) }
        try await log(lines.reversed())
        try await log([line(2, "another")])
        try await log([line(1, "theirs")], in: fixture.theirs)
        #expect(try await read(1) == lines)
        var (pages, cursor): ([Int], ExecutionLogCursor?) = ([], nil)
        repeat {
            let page = try await read(1, after: cursor, count: 3)
            pages.append(page.count)
            cursor = page.last?.cursor
        } while cursor != nil
        #expect(pages == [3, 3, 1, 0])
        #expect(try await read(1, in: fixture.theirs).map(\.message) == ["theirs"])
    }

    @Test(
        arguments: [
            ([("[level][EQUALS]", "WARN")], ["w", "e"]), ([("[level][NOT_EQUALS]", "WARN")], ["t", "d", "i"]),
            ([("[level][IN]", "TRACE,ERROR")], ["t", "e"]), ([("[taskId][EQUALS]", "task")], ["e"]),
            ([("[taskRunId][EQUALS]", ExecutionID.number(99).description)], ["e"]),
            ([("[attemptNumber][EQUALS]", "2"), ("[level][EQUALS]", "INFO")], ["e"]), ([("[q][CONTAINS]", "E")], ["e"]),
            ([("[attemptNumber][EQUALS]", "1")], []),
        ] as [([(String, String)], [String])]
    )
    func `is searched by level, task and words`(_ filters: [(String, String)], _ expected: [String]) async throws {
        try await log([
            line(1, "t", .trace), line(1, "d", .debug), line(1, "i", .info), line(1, "w", .warn),
            line(1, "e", .error, task: "task"),
        ])
        #expect(try await read(1, filters).map(\.message) == expected)
    }

    @Test func `is searched over all executions of the namespaces that are visible, the newest first`() async throws {
        try await log([
            line(1, "1"), line(2, "2", after: 2, flow: "a/flow"), line(3, "3", after: 1, flow: "a.b/other"),
            line(4, "4", .error, after: 5, flow: "c/flow"),
        ])
        try await log([line(1, "theirs")], in: fixture.theirs)
        #expect(try await find([]).elements.map(\.message) == ["4", "2", "3", "1"])
        let visible = VisibleNamespaces.subtrees([try #require(Namespace.Name("a"))])
        let page = try await find([("size", "2")], within: visible)
        #expect(page.elements.map(\.message) == ["2", "3"] && page.total == 3)
        #expect(try await find([("sort", "timestamp:asc")]).elements.map(\.message) == ["1", "3", "2", "4"])
        let filter = ("filters[flowId][EQUALS]", "flow")
        #expect(try await find([filter, ("filters[level][EQUALS]", "ERROR")]).elements.map(\.message) == ["4"])
        #expect(try await find([("filters[timeRange][EQUALS]", "PT1H")]).total == 4)
        await #expect(throws: FieldErrors.self) { _ = try await find([("filters[level][EQUALS]", "LOUD")]) }
    }

    @Test func `keeps a line whatever the clock of its writer says, and cuts a long one`() async throws {
        let long = String(repeating: "é", count: ExecutionLogLine.messageLimit)
        let lines = [
            try line(1, long + "\u{0}"), try line(1, "past", after: -400 * 86_400),
            try line(1, "a\u{0}b", after: 400 * 86_400),
        ]
        try await log(lines)
        let read = try await read(1)
        #expect(read.map(\.message.utf8.first) == [UInt8(ascii: "p"), 0xC3, UInt8(ascii: "a")])
        #expect(read[1].message.utf8.count <= ExecutionLogLine.messageLimit && read[1].message.hasSuffix("é…"))
        #expect(read[2].message == "a\u{FFFD}b")
        #expect(read[0].at < now - .seconds(6 * 86_400) && read[2].at > now + .seconds(86_000))
    }

    @Test func `is removed by execution, by what is searched, and by flow`() async throws {
        for tenant in [fixture.mine, fixture.theirs] {
            try await log(
                [
                    line(1, "i"), line(1, "e", .error), line(2, "2"), line(3, "3", flow: "a/flow"),
                    line(4, "4", flow: "a/flow"),
                ],
                in: tenant
            )
        }
        let store = fixture.store
        try await fixture.run { tenant, tx in
            let search = try ExecutionStore.logScheme.parse([(name: "filters[level][EQUALS]", value: "ERROR")])
            #expect(try await store.deleteLogs(of: .number(1), search, in: tenant, tx) == 1)
            #expect(try await store.deleteLogs(of: .number(2), in: tenant, tx) == 1)
            #expect(try await store.deleteLogs(of: try StoreFixture.address("a/flow"), in: tenant, tx) == 2)
        }
        #expect(try await find([]).elements.map(\.message) == ["i"])
        #expect(try await read(1, in: fixture.theirs).count == 2)
    }
}
