import Access
import Daemon
import Flows
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Executor

@Suite("Searching executions", .database)
struct ExecutionSearchTests {
    let fixture: StoreFixture
    let account = Account.ID.random()

    /// Four executions of this tenant, and one of the other that would be found by everything.
    init() async throws {
        fixture = try StoreFixture()
        let day: Int64 = 86_400_000
        let now = SystemClock().now.milliseconds
        let made: [(number: UInt64, flow: String, at: Int64)] = [
            (1, "a/one", now - 3 * day), (2, "a.b/one", now - 2 * day), (3, "a.b/Two", now - day),
            (4, "c/two", now - 1000),
        ]
        for (number, flow, at) in made {
            try await fixture.create(.number(number), of: flow, at: at) { [account] state, record in
                let team = number % 2 == 0 ? "core" : "edge"
                state.labels = [ExecutionLabel("team", team), ExecutionLabel("n", "\(number)")]
                if number == 2 {
                    _ = state.apply(ExecutionEvent(.command(.kill(cascade: true)), at: at + 5000))
                    record.trigger = ["id": "hook", "type": "t"]
                }
                if number == 3 {
                    _ = state.apply(ExecutionEvent(.begin, at: at + 5))
                    record.parent = ExecutionParent(.number(1), ChildReference(taskRun: 0, iteration: 0))
                    record.kind = .test
                    record.revision = 7
                    record.createdBy = account
                }
            }
        }
        try await fixture.create(.number(9), of: "a/one", at: now, in: fixture.theirs)
    }

    private func search(_ parameters: [(String, String)], _ dates: ExecutionDates? = nil) throws -> Search {
        try ExecutionStore.scheme(dates).parse(parameters.map { (name: $0.0, value: $0.1) })
    }

    private func find(
        _ parameters: [(String, String)],
        by dates: ExecutionDates? = nil,
        within visible: VisibleNamespaces = .all
    ) async throws -> [UInt64] {
        let search = try search(parameters, dates)
        return try await fixture.run { tenant, tx in
            let found = try await fixture.store.find(search, by: dates, within: visible, in: tenant, tx)
            let all = try await fixture.store.all(search, by: dates, within: visible, in: tenant, tx)
            #expect(Set(all.map(\.record.id)) == Set(found.elements.map(\.record.id)) || search.page.size < 10)
            #expect(found.total == all.count)
            return found.elements.map(\.record.id.low)
        }
    }

    @Test(
        arguments: [
            ("[namespace][EQUALS]", "a.b", [3, 2]), ("[namespace][PREFIX]", "a", [3, 2, 1]),
            ("[namespace][NOT_EQUALS]", "a.b", [4, 1]), ("[flowId][EQUALS]", "one", [2, 1]),
            ("[flowId][CONTAINS]", "wo", [4, 3]), ("[state][EQUALS]", "CREATED", [4, 1]),
            ("[state][IN]", "KILLED,RUNNING", [3, 2]), ("[state][NOT_IN]", "KILLED,RUNNING", [4, 1]),
            ("[kind][EQUALS]", "TEST", [3]), ("[kind][NOT_EQUALS]", "TEST", [4, 2, 1]),
            ("[labels][EQUALS][team]", "core", [4, 2]), ("[labels][NOT_EQUALS][team]", "core", [3, 1]),
            ("[labels][EQUALS]", "n:3", [3]), ("[flowRevision][EQUALS]", "7", [3]),
            ("[flowRevision][LESS_THAN]", "7", [4, 2, 1]), ("[q][EQUALS]", "TWO", [4, 3]),
            ("[q][CONTAINS]", "a.b.one", [2]), ("[childFilter][EQUALS]", "CHILD", [3]),
            ("[childFilter][EQUALS]", "MAIN", [4, 2, 1]), ("[childFilter][NOT_EQUALS]", "MAIN", [3]),
            ("[triggerId][EQUALS]", "hook", [2]), ("[timeRange][EQUALS]", "PT36H", [4, 3]),
            ("[scope][EQUALS]", "SYSTEM", []), ("[parentId][EQUALS]", ExecutionID.number(1).description, [3]),
            ("[triggerExecutionId][EQUALS]", ExecutionID.number(1).description, [3]),
            ("[parentId][NOT_EQUALS]", ExecutionID.number(1).description, [4, 2, 1]),
            ("[parentId][EQUALS]", "nonsense", []), ("[id][EQUALS]", ExecutionID.number(4).description, [4]),
            ("[executionId][IN]", "\(ExecutionID.number(4)),\(ExecutionID.number(9))", [4]),
        ] as [(String, String, [UInt64])]
    )
    func `finds what is asked for and nothing of another tenant`(
        _ filter: String,
        _ value: String,
        _ expected: [UInt64]
    ) async throws {
        #expect(try await find([("filters\(filter)", value)]) == expected)
    }

    @Test func `finds what somebody has begun`() async throws {
        #expect(try await find([("filters[userId][EQUALS]", account.description)]) == [3])
    }

    @Test func `looks at the instants that are meant`() async throws {
        let since = (SystemClock().now - .seconds(40 * 3600)).description
        let (start, end) = ("filters[startDate][GREATER_THAN]", "filters[endDate][GREATER_THAN]")
        #expect(try await find([(start, since)]) == [4, 3])
        #expect(try await find([(end, since)]) == [])
        #expect(try await find([("filters[endDate][LESS_THAN]", since)]) == [2])
        #expect(try await find([(start, since)], by: .end) == [])
        #expect(try await find([("filters[endDate][LESS_THAN]", since)], by: .start) == [2, 1])
        #expect(try await find([("filters[startDate][LESS_THAN]", since)], by: .end) == [2])
        #expect(try await find([("filters[timeRange][EQUALS]", "P1000D")], by: .end) == [2])
        #expect(try await find([("filters[timeRange][EQUALS]", "P1000D")], by: .startOrEnd) == [4, 3, 2, 1])
    }

    @Test func `keeps to the namespaces that are visible`() async throws {
        let visible = VisibleNamespaces.subtrees([try #require(Namespace.Name("a.b"))])
        #expect(try await find([], within: visible) == [3, 2])
        #expect(try await find([], within: .none) == [])
        let names = try await fixture.run { tenant, tx in
            try await fixture.store.values(of: .namespace, Search(), count: 9, within: visible, in: tenant, tx)
        }
        #expect(names == ["a.b"])
        let all = try await fixture.run { tenant, tx in
            try await fixture.store.all(Search(), within: visible, in: tenant, tx)
        }
        #expect(all.map(\.record.id.low) == [3, 2])
    }

    @Test func `sorts and pages`() async throws {
        #expect(try await find([("sort", "state.startDate:asc")]) == [1, 2, 3, 4])
        #expect(try await find([("sort", "namespace:desc,flowId:asc")]) == [4, 3, 2, 1])
        #expect(try await find([("sort", "state.endDate:desc")]) == [2, 4, 3, 1])
        #expect(try await find([("sort", "state.duration:desc")]) == [2, 4, 3, 1])
        #expect(try await find([("size", "3")]) == [4, 3, 2])
        #expect(try await find([("size", "3"), ("page", "2")]) == [1])
    }

    @Test(arguments: [
        ("[startDate][EQUALS]", "yesterday"), ("[timeRange][EQUALS]", "long"), ("[timeRange][EQUALS]", "-PT1H"),
        ("[childFilter][EQUALS]", "ALL"), ("[flowRevision][EQUALS]", "seven"), ("[level][EQUALS]", "INFO"),
        ("[state][GREATER_THAN]", "CREATED"),
    ])
    func `refuses a value of another form, with the name of the parameter`(_ filter: String, _ value: String) async {
        let error = await #expect(throws: FieldErrors.self) { _ = try await find([("filters\(filter)", value)]) }
        #expect(error?.errors.first?.field.contains(filter.dropFirst().prefix(5)) == true)
    }

    @Test func `shows an execution as it is, its long documents apart`() async throws {
        try await fixture.create(.number(20)) { _, record in
            record.inputs = ["short": 1]
            record.outputs = ["long": .string(String(repeating: "x", count: 9000))]
            record.trigger = ["id": "t"]
        }
        let summary = try #require(
            try await fixture.run { tenant, tx in
                try await fixture.store.summaries(of: [.number(20), .number(9)], in: tenant, tx)
            }.first
        )
        let stored = try #require(try await fixture.load(.number(20)))
        #expect(summary.row == stored.rows.execution)
        #expect(summary.record.inputs == ["short": 1] && summary.record.trigger == ["id": "t"])
        #expect(summary.record.outputs == nil && stored.record.outputs != nil)
        let labelled = try await fixture.run { tenant, tx in
            try await fixture.store.summaries(of: [.number(1)], in: tenant, tx)
        }
        #expect(labelled.first?.row.labels.map(\.key) == ["team", "n"])
    }

    @Test func `tells the newest of each flow, and the values of a field`() async throws {
        let now = SystemClock().now.milliseconds
        try await fixture.create(.number(30), of: "a/one", at: now + 1)
        try await fixture.create(.number(31), of: "a/one", at: now + 2) { _, record in record.kind = .loop }
        let flows = try ["a/one", "c/two", "c/none"].map(StoreFixture.address(_:))
        try await fixture.run { tenant, tx in
            let latest = try await fixture.store.latest(of: flows, in: tenant, tx)
            #expect(Set(latest.map(\.record.id.low)) == [30, 4])
            let states = try await fixture.store.values(of: .state, Search(), count: 9, within: .all, in: tenant, tx)
            #expect(states == ["CREATED", "KILLED", "RUNNING"])
            let two = try await fixture.store.values(of: .flowID, Search(), count: 2, within: .all, in: tenant, tx)
            #expect(two == ["Two", "one"])
            await #expect(throws: FieldErrors.self) {
                _ = try await fixture.store.values(of: .labels, Search(), count: 2, within: .all, in: tenant, tx)
            }
        }
    }

    @Test func `finds a task run by its identifier, and what it yielded`() async throws {
        var state = ExecutionState(try StoreFixture.plan, id: .number(40), at: 1)
        _ = state.apply(ExecutionEvent(.begin, at: 2))
        let run = state.id(ofTaskRun: 0)
        let made = NewExecution(
            try StoreFixture.record(.number(40)),
            state.plan,
            rows: state.takeRows(),
            outputs: [0: ["a": 1]]
        )
        try await fixture.run { tenant, tx async throws in
            let store = fixture.store
            try await store.create([made], in: tenant, tx)
            #expect(try await store.number(ofTaskRun: run, in: .number(40), of: tenant, tx) == 0)
            #expect(try await store.number(ofTaskRun: run, in: .number(1), of: tenant, tx) == nil)
            #expect(try await store.outputs(ofTaskRun: run, in: .number(40), of: tenant, tx) == ["a": 1])
            #expect(try await store.outputs(ofTaskRun: .number(1), in: .number(40), of: tenant, tx) == nil)
            let list = try await store.outputs(listedOf: .number(40), in: tenant, tx)
            #expect(list == [TaskRunOutputs(taskRun: 0, id: run, task: "t1", iteration: nil, value: nil)])
        }
        try await fixture.run(fixture.theirs) { tenant, tx async throws in
            #expect(try await fixture.store.outputs(ofTaskRun: run, in: .number(40), of: tenant, tx) == nil)
            #expect(try await fixture.store.outputs(listedOf: .number(40), in: tenant, tx).isEmpty)
        }
    }
}
