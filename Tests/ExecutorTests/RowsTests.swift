import RandomData
import Testing

@testable import Executor

@Suite("Rows of executions")
struct RowsTests {
    private func running() throws -> Transcript {
        let values = ["1", "2"].map { IterationValue($0) }
        let body = [TaskDeclaration("a"), TaskDeclaration("b")]
        var it = try Transcript([TaskDeclaration("each", .forEach(.literal(values), limit: 0, body))])
        it.tell(.begin)
        try it.end("a")
        return it
    }

    @Test func `only what changed is written`() throws {
        var it = try running()
        var state = it.state
        _ = state.takeRows()
        it = Transcript(state)
        let job = JobReference(taskRun: 1, token: 1)
        it.tell(.started(job))
        state = it.state
        let rows = state.takeRows()
        #expect(rows.execution == nil)
        #expect(rows.taskRuns.map(\.number) == [1])
        #expect(rows.attempts.map(\.taskRun) == [1])
        #expect(rows.iterations.isEmpty)
        #expect(state.takeRows().isEmpty)
    }

    @Test func `an execution is the same when it was made of its rows`() throws {
        let state = try running().state
        #expect(try ExecutionState(state.plan, rows: state.rows).likeness == state.likeness)
    }

    @Test func `what was asked and not answered is known from the rows`() throws {
        var task = TaskDeclaration("a")
        task.when = .expression("{{ x }}")
        var state = ExecutionState(try ExecutionPlan(PlanDeclaration([task])), id: ExecutionID(1, 2), at: 0)
        let asked = state.apply(ExecutionEvent(.begin, at: 1)).filter { effect in
            if case .evaluate = effect { true } else { false }
        }
        var rebuilt = try ExecutionState(state.plan, rows: state.rows)
        #expect(asked.count == 1 && rebuilt.openQuestions == asked)
        guard case .evaluate(let question, _)? = asked.first else { return }
        _ = rebuilt.apply(ExecutionEvent(.evaluated(question, [.truth(true)]), at: 2))
        #expect(rebuilt.openQuestions.isEmpty)
    }

    @Test func `rows that contradict one another are refused, whatever is wrong with them`() throws {
        let state = try running().state
        let rows = state.rows
        var random = SeededGenerator(seed: 3)
        var refused = 0
        for _ in 0..<5000 {
            var damaged = rows
            for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&damaged, &random) }
            do {
                // What is not refused must be able to go on.
                var rebuilt = try ExecutionState(state.plan, rows: damaged)
                for number in -1..<6 as Range<Int32> {
                    for token in 0..<4 as Range<Int32> {
                        let job = JobReference(taskRun: number, token: token)
                        _ = rebuilt.apply(ExecutionEvent(.finished(job, .success), at: 5))
                    }
                }
                _ = rebuilt.apply(ExecutionEvent(.command(.kill(cascade: true)), at: 6))
                _ = rebuilt.takeRows()
            } catch {
                refused += 1
            }
        }
        #expect(refused > 500)
        #expect(throws: RowsError.noExecution) { try ExecutionState(state.plan, rows: ExecutionRows()) }
    }

    private func damage(_ rows: inout ExecutionRows, _ random: inout SeededGenerator) {
        let number = [Int32.min, -1, 0, 1, 2, 3, 99, .max].randomElement(using: &random) ?? 0
        let run = Int.random(in: 0..<max(rows.taskRuns.count, 1), using: &random)
        guard rows.taskRuns.indices.contains(run) else { return }
        switch Int.random(in: 0..<16, using: &random) {
        case 0: rows.taskRuns.remove(at: run)
        case 1: rows.taskRuns[run].number = number
        case 2: rows.taskRuns[run].task = number
        case 3: rows.taskRuns[run].parent = number
        case 4: rows.taskRuns[run].parent = nil
        case 5: rows.taskRuns[run].iteration = number
        case 6: rows.taskRuns[run].list = number
        case 7: rows.taskRuns[run].next = number
        case 8: rows.taskRuns[run].total = number
        case 9: rows.taskRuns[run].values = number
        case 10: rows.taskRuns[run].phase = UInt8.random(in: 0...20, using: &random)
        case 11: rows.taskRuns[run].state = RunState.allCases.randomElement(using: &random) ?? .failed
        case 12: rows.taskRuns[run].step = Step(rawValue: UInt8.random(in: 0...13, using: &random)) ?? .done
        case 13: if !rows.iterations.isEmpty { rows.iterations[0].taskRun = number }
        case 14: if !rows.attempts.isEmpty { rows.attempts[0].number = number }
        default: rows.execution?.phase = UInt8.random(in: 0...12, using: &random)
        }
    }
}
