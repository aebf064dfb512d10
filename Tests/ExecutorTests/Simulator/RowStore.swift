@testable import Executor

/// Tables that hold the rows of one execution, as a database would.
struct RowStore {
    private(set) var execution: ExecutionRow?
    private(set) var taskRuns: [Int32: TaskRunRow] = [:]
    private(set) var attempts: [AttemptKey: AttemptRow] = [:]
    private(set) var iterations: [Int32: IterationRow] = [:]
    /// How many rows were written.
    private(set) var written = 0

    struct AttemptKey: Hashable {
        var taskRun: Int32
        var number: Int32
    }

    /// Writes the rows that changed.
    mutating func apply(_ rows: ExecutionRows) {
        for number in rows.removedTaskRuns {
            taskRuns[number] = nil
            attempts = attempts.filter { $0.key.taskRun != number }
            iterations = iterations.filter { $0.value.taskRun != number }
        }
        if let row = rows.execution { execution = row }
        for row in rows.taskRuns { taskRuns[row.number] = row }
        for row in rows.attempts { attempts[AttemptKey(taskRun: row.taskRun, number: row.number)] = row }
        for row in rows.iterations { iterations[row.number] = row }
        written += rows.taskRuns.count + rows.attempts.count + rows.iterations.count + (rows.execution == nil ? 0 : 1)
    }

    /// All rows, in no order.
    var rows: ExecutionRows {
        var rows = ExecutionRows()
        rows.execution = execution
        rows.taskRuns = Array(taskRuns.values)
        rows.attempts = Array(attempts.values)
        rows.iterations = Array(iterations.values)
        return rows
    }
}

extension ExecutionRows {
    /// The rows in the order of their keys.
    var sorted: ExecutionRows {
        var rows = self
        rows.taskRuns.sort { $0.number < $1.number }
        rows.attempts.sort { ($0.taskRun, $0.number) < ($1.taskRun, $1.number) }
        rows.iterations.sort { $0.number < $1.number }
        return rows
    }
}

extension ExecutionState {
    /// What two states of one execution must have in common to be one: their rows, and what is derived from them,
    /// lanes by what they are instead of where they are.
    struct Likeness: Equatable {
        var rows: ExecutionRows
        var lanes: [String]
        var counters: [Int32]
        var open: [[Int32]]
        var scopes: [Int32]
    }

    /// What is open, in words.
    var summary: String {
        let open = runs.filter { $0.step != .done }.map { run in
            "\(run.number):\(plan.tasks[Int(run.task)].id) \(run.state) \(run.step) \(run.scope.phase) \(run.scope.next)/"
                + "\(run.scope.total) open \(run.scope.open)"
        }
        return "\(state) \(root.phase) open \(root.open) held \(isHeld) slot \(slot): \(open)"
    }

    var likeness: Likeness {
        var rows = rows.sorted
        // Numbers are given by the rows there are, unless some were removed.
        rows.execution?.nextTaskRun = nextRun
        rows.execution?.nextIteration = nextIteration
        let live = lanes.indices.filter { lanes[$0].list >= 0 && isCurrent(Int32($0)) }
        return Likeness(
            rows: rows,
            lanes: live.map { index in
                let lane = lanes[index]
                let owner = lane.owner < 0 ? -1 : runs[Int(lane.owner)].number
                return "\(owner) \(lane.list) \(lane.iteration) \(lane.next) \(lane.open) \(lane.outcome) "
                    + "\(lane.waiting.map { max($0, -1) }) \(lane.ready)"
            }.sorted(),
            counters: [pausedRuns, haltedRuns, retryingRuns],
            open: ([-1] + runs.indices.map(Int32.init)).map { owner in
                open(within: owner).map { runs[Int($0)].number }
            },
            scopes: [root.open] + runs.filter { $0.step == .scope || $0.step == .children }.map(\.scope.open)
        )
    }
}
