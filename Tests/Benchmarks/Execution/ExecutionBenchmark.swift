import Executor

/// Measures how many events a second the state machine of executions takes on one core, and whether that depends on how
/// large an execution is.
@main
struct ExecutionBenchmark {
    static func main() throws {
        try smallFlow(executions: 200_000, takesRows: false)
        try smallFlow(executions: 100_000, takesRows: true)
        for shape in Shape.allCases {
            for count in [100, 1000, 10_000] { try largeFlow(shape, count) }
        }
    }

    /// How many values of a loop are run at a time.
    enum Shape: String, CaseIterable {
        case allAtOnce = "all"
        case oneByOne = "one"
        case tenAtOnce = "ten"
    }

    /// Writes a figure as a line of JSON.
    private static func tell(_ name: String, _ what: String, events: Int, in duration: Duration) {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        let rate = Int(Double(events) / seconds)
        print(#"{"name": "\#(name)", "what": "\#(what)", "events": \#(events), "rate": \#(rate)}"#)
    }

    /// A flow of two tasks, which is begun, and whose workers begin and end each task.
    private static func smallFlow(executions: Int, takesRows: Bool) throws {
        let plan = try ExecutionPlan(PlanDeclaration([TaskDeclaration("first"), TaskDeclaration("second")]))
        var effects: [ExecutionEffect] = []
        var (events, ended, rows) = (0, 0, 0)
        let duration = ContinuousClock().measure {
            for number in 0..<executions {
                var state = ExecutionState(plan, id: ExecutionID(1, UInt64(number)), at: 0)
                effects.removeAll(keepingCapacity: true)
                state.apply(ExecutionEvent(.begin, at: 1), into: &effects)
                events += 1
                var next = 0
                while next < effects.count {
                    let effect = effects[next]
                    next += 1
                    guard case .submit(let job) = effect else { continue }
                    state.apply(ExecutionEvent(.started(job.reference), at: 2), into: &effects)
                    state.apply(ExecutionEvent(.finished(job.reference, .success), at: 3), into: &effects)
                    events += 2
                    if takesRows { rows += state.takeRows().taskRuns.count }
                }
                if state.state == .success { ended += 1 }
            }
        }
        precondition(ended == executions, "every execution succeeds")
        tell(
            takesRows ? "rows" : "typical",
            takesRows ? "2 tasks, rows taken after each (\(rows))" : "2 tasks, each execution made anew",
            events: events,
            in: duration
        )
    }

    /// A loop over so many values, of one task each.
    private static func largeFlow(_ shape: Shape, _ count: Int) throws {
        let limit: Int64 =
            switch shape {
            case .allAtOnce: 0
            case .oneByOne: 1
            case .tenAtOnce: 10
            }
        let values = (0..<count).map { IterationValue("\($0)") }
        let loop = TaskDeclaration("loop", .forEach(.literal(values), limit: limit, [TaskDeclaration("each")]))
        let plan = try ExecutionPlan(PlanDeclaration([loop]))
        let repetitions = 100_000 / count
        var events = 0
        var ended = 0
        let duration = ContinuousClock().measure {
            for number in 0..<repetitions {
                var state = ExecutionState(plan, id: ExecutionID(2, UInt64(number)), at: 0)
                var effects: [ExecutionEffect] = []
                state.apply(ExecutionEvent(.begin, at: 1), into: &effects)
                var next = 0
                while next < effects.count {
                    let effect = effects[next]
                    next += 1
                    guard case .submit(let job) = effect else { continue }
                    state.apply(ExecutionEvent(.started(job.reference), at: 2), into: &effects)
                    state.apply(ExecutionEvent(.finished(job.reference, .success), at: 3), into: &effects)
                    events += 2
                }
                if state.state == .success { ended += 1 }
            }
        }
        precondition(ended == repetitions, "every execution succeeds")
        tell(
            "\(shape.rawValue).\(count)",
            "a loop of \(count) values, \(shape.rawValue) at a time",
            events: events,
            in: duration
        )
    }
}
