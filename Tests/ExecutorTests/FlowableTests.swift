import Testing

@testable import Executor

@Suite("Tasks that contain tasks, event by event")
struct FlowableTests {
    @Test func `a sequence runs one task after the other, and the execution ends with the last`() throws {
        var it = try Transcript([TaskDeclaration("a"), TaskDeclaration("b")])
        #expect(it.tell(.begin) == ["RUNNING", "submit a"])
        #expect(try it.end("a") == ["submit b"])
        #expect(try it.end("b") == ["SUCCESS"])
        #expect(it.states == ["a SUCCESS", "b SUCCESS"])
        #expect(try it.history("a") == ["CREATED", "RUNNING", "SUCCESS"])
    }

    @Test func `the first failure ends a sequence, and what runs on failure and in the end follows`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a"), TaskDeclaration("b")])
        flow.errors = [TaskDeclaration("e")]
        flow.finally = [TaskDeclaration("f")]
        flow.afterExecution = [TaskDeclaration("x")]
        var it = try Transcript(flow)
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")) == ["report a worker(\"no\")", "submit e"])
        #expect(try it.end("e") == ["submit f"])
        #expect(try it.end("f") == ["FAILED", "submit x"])
        #expect(try it.end("x", .failed("no")) == ["report x worker(\"no\")"])
        #expect(it.state.state == .failed)
        #expect(it.states == ["a FAILED", "e SUCCESS", "f SUCCESS", "x FAILED"])
    }

    @Test func `a failure in what runs in the end fails the execution`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.finally = [TaskDeclaration("f")]
        var it = try Transcript(flow)
        it.tell(.begin)
        try it.end("a")
        #expect(try it.end("f", .failed("no")).last == "FAILED")
    }

    @Test func `tasks at once all run, whichever fails, so many at a time`() throws {
        let children = ["a", "b", "c"].map { TaskDeclaration($0) }
        var it = try Transcript([TaskDeclaration("p", .parallel(children, limit: 2)), TaskDeclaration("z")])
        #expect(it.tell(.begin) == ["RUNNING", "submit a", "submit b"])
        #expect(try it.end("a", .failed("no")) == ["report a worker(\"no\")", "submit c"])
        #expect(try it.end("c") == [])
        #expect(try it.end("b") == ["FAILED"])
        #expect(it.states == ["p FAILED", "a FAILED", "b SUCCESS", "c SUCCESS"])
    }

    @Test func `a task of a graph waits for those it depends on, and does not run after a failure`() throws {
        var (b, c, d) = (TaskDeclaration("b"), TaskDeclaration("c"), TaskDeclaration("d"))
        (b.dependsOn, c.dependsOn, d.dependsOn) = (["a"], ["a"], ["b", "c"])
        var it = try Transcript([TaskDeclaration("dag", .dag([d, TaskDeclaration("a"), b, c]))])
        #expect(it.tell(.begin) == ["RUNNING", "submit a"])
        #expect(try it.end("a") == ["submit b", "submit c"])
        #expect(try it.end("b", .failed("no")) == ["report b worker(\"no\")"])
        #expect(try it.end("c") == ["FAILED"])
        #expect(it.states == ["dag FAILED", "a SUCCESS", "b FAILED", "c SUCCESS"])
    }

    @Test func `a graph that goes in a circle is no plan`() {
        var (a, b) = (TaskDeclaration("a"), TaskDeclaration("b"))
        (a.dependsOn, b.dependsOn) = (["b"], ["a"])
        #expect(throws: PlanError.cycle(task: "a")) {
            try ExecutionPlan(PlanDeclaration([TaskDeclaration("dag", .dag([a, b]))]))
        }
        a.dependsOn = ["z"]
        #expect(throws: PlanError.unknownDependency(task: "a", dependency: "z")) {
            try ExecutionPlan(PlanDeclaration([TaskDeclaration("dag", .dag([a]))]))
        }
    }

    @Test func `a choice asks for its condition, but not for one that is written out`() throws {
        let dynamic = TaskDeclaration(
            "if",
            .if(.expression("{{ x }}"), then: [TaskDeclaration("a")], otherwise: [TaskDeclaration("b")])
        )
        var it = try Transcript([dynamic])
        #expect(it.tell(.begin) == ["RUNNING", "evaluate if {{ x }}"])
        #expect(try it.answer("if", .truth(false)) == ["record if false", "submit b"])
        let fixed = TaskDeclaration("if", .if(.literal(true), then: [TaskDeclaration("a")]))
        it = try Transcript([fixed])
        #expect(it.tell(.begin) == ["RUNNING", "record if true", "submit a"])
    }

    @Test func `a choice without a list for the value ends at once`() throws {
        let task = TaskDeclaration("s", .switch(.literal("x"), cases: [("y", [TaskDeclaration("a")])], defaults: []))
        var it = try Transcript([task])
        #expect(it.tell(.begin) == ["RUNNING", "record s x (default)", "SUCCESS"])
    }

    @Test func `an expression that fails, fails its task`() throws {
        var it = try Transcript([TaskDeclaration("if", .if(.expression("{{ x }}"), then: [TaskDeclaration("a")]))])
        it.tell(.begin)
        #expect(
            it.tell(.evaluationFailed(try it.question("if"), "no x")) == ["report if evaluation(\"no x\")", "FAILED"]
        )
    }

    @Test func `a task whose condition does not hold is skipped`() throws {
        var (a, b) = (TaskDeclaration("a"), TaskDeclaration("b"))
        a.when = .literal(false)
        b.when = .expression("{{ x }}")
        var it = try Transcript([a, b, TaskDeclaration("c")])
        #expect(it.tell(.begin) == ["RUNNING", "evaluate b {{ x }}"])
        #expect(try it.answer("b", .truth(false)) == ["submit c"])
        #expect(it.states == ["a SKIPPED", "b SKIPPED", "c SUBMITTED"])
    }

    @Test func `a loop over values runs its body for each, so many at a time`() throws {
        let body = [TaskDeclaration("a"), TaskDeclaration("b")]
        let values = ["1", "2", "3"].map { IterationValue($0) }
        var it = try Transcript([TaskDeclaration("each", .forEach(.literal(values), limit: 2, body))])
        #expect(it.tell(.begin) == ["RUNNING", "submit a[1]", "submit a[2]"])
        #expect(try it.end("a") == ["submit b[2]"])
        #expect(try it.end("b") == ["submit a[3]"])
        #expect(it.state.runs.map { it.state.value(of: Int32($0.number)) } == [nil, "1", "2", "2", "3"])
    }

    @Test func `a loop over values one after the other ends at the first failure`() throws {
        let values = ["1", "2"].map { IterationValue($0) }
        var it = try Transcript([TaskDeclaration("each", .forEach(.literal(values), [TaskDeclaration("a")]))])
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")) == ["report a[1] worker(\"no\")", "FAILED"])
    }

    @Test func `a loop until a condition holds waits between its iterations`() throws {
        var loop = TaskDeclaration.LoopUntil(.expression("{{ x }}"))
        loop.interval = .literal(50)
        var it = try Transcript([TaskDeclaration("loop", .loopUntil(loop, [TaskDeclaration("a")]))])
        #expect(it.tell(.begin) == ["RUNNING", "record loop 0 iterations", "submit a"])
        #expect(try it.end("a") == ["record loop 1 iterations", "evaluate loop {{ x }}"])
        #expect(try it.answer("loop", .truth(false)) == ["timer loop iteration 50"])
        #expect(it.tell(.timer(try it.timer("loop", .iteration))) == ["submit a"])
        #expect(try it.end("a") == ["record loop 2 iterations", "evaluate loop {{ x }}"])
        #expect(try it.answer("loop", .truth(true)) == ["SUCCESS"])
    }

    @Test func `a loop until a condition that never holds fails if it is told to`() throws {
        var loop = TaskDeclaration.LoopUntil(.literal(false))
        (loop.maxIterations, loop.failsOnMax) = (.literal(1), true)
        var it = try Transcript([TaskDeclaration("loop", .loopUntil(loop, [TaskDeclaration("a")]))])
        it.tell(.begin)
        #expect(try it.end("a") == ["record loop 1 iterations", "report loop conditionNeverHeld", "FAILED"])
        loop.failsOnMax = false
        it = try Transcript([TaskDeclaration("loop", .loopUntil(loop, [TaskDeclaration("a")]))])
        it.tell(.begin)
        #expect(try it.end("a").last == "SUCCESS")
    }

    @Test func `what is in a directory runs on the worker that has it`() throws {
        var it = try Transcript([
            TaskDeclaration("dir", .workingDirectory([TaskDeclaration("a"), TaskDeclaration("b")]))
        ])
        #expect(it.tell(.begin) == ["RUNNING", "open dir"])
        #expect(try it.end("dir") == ["submit a in dir"])
        #expect(try it.end("a") == ["submit b in dir"])
        #expect(try it.end("b") == ["close dir"])
        #expect(try it.end("dir") == ["SUCCESS"])
    }

    @Test func `a directory that was lost is made anew, with all that was done in it`() throws {
        var it = try Transcript([
            TaskDeclaration("dir", .workingDirectory([TaskDeclaration("a"), TaskDeclaration("b")]))
        ])
        it.tell(.begin)
        try it.end("dir")
        try it.end("a")
        let lost = try it.job("b")
        #expect(it.tell(.lost(lost)) == ["cancel b", "discard dir", "open dir"].filter { $0 != "discard dir" })
        #expect(it.tell(.lost(lost)) == [])
        #expect(it.states == ["dir SUBMITTED", "a SUCCESS", "b RESUBMITTED"])
        #expect(try it.end("dir") == ["submit a in dir"])
    }

    @Test func `a task may end the execution in a state, and what is open is ended with it`() throws {
        let exit = TaskDeclaration("exit", .exit(.literal("WARNING")))
        var flow = PlanDeclaration([TaskDeclaration("p", .parallel([TaskDeclaration("a"), exit]))])
        flow.finally = [TaskDeclaration("f")]
        var it = try Transcript(flow)
        #expect(it.tell(.begin) == ["RUNNING", "submit a", "cancel a", "submit f"])
        #expect(it.states == ["p WARNING", "a KILLED", "exit WARNING", "f SUBMITTED"])
        #expect(try it.end("f") == ["WARNING"])
    }

    @Test(arguments: [
        (false, false, "FAILED"), (true, false, "WARNING"), (true, true, "SUCCESS"), (false, true, "FAILED"),
    ])
    func `what a task allows decides what its failure is`(_ failure: Bool, _ warning: Bool, _ end: String) throws {
        var task = TaskDeclaration("a")
        (task.allowFailure, task.allowWarning) = (failure, warning)
        var it = try Transcript([task])
        it.tell(.begin)
        #expect(try it.end("a", .failed("no")).last == end)
    }
}
