import Testing

@testable import Executor

/// What random flows found, each told again in as few events as possible.
@Suite("Faults that were found by chance")
struct RegressionTests {
    private func checkRows(_ it: Transcript) throws {
        #expect(try ExecutionState(it.state.plan, rows: it.state.rows).likeness == it.state.likeness)
    }

    @Test func `a loop over no values has rows, and ends at once`() throws {
        var it = try Transcript([
            TaskDeclaration("l", .loop(.literal([]))), TaskDeclaration("e", .forEach(.literal([]), [])),
        ])
        #expect(it.tell(.begin) == ["RUNNING", "record l 0 children: 0 0 0", "SUCCESS"])
        try checkRows(it)
    }

    @Test func `the end that a subflow asks about is taken`() throws {
        var children = TaskDeclaration.Children()
        children.breakWhen = "{{ done }}"
        var it = try Transcript([TaskDeclaration("s", .subflow(children))])
        it.tell(.begin)
        let child = try it.child("s")
        it.tell(.childEnded(child, .success))
        let id = EvaluationID(taskRun: 0, token: try it.run("s").token, purpose: .breakWhen(iteration: 0))
        #expect(it.tell(.evaluated(id, [.truth(false)])).last == "SUCCESS")
    }

    @Test func `a pause after the end cancels nothing`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.afterExecution = [TaskDeclaration("p", .pause(.literal(10), .cancel))]
        var it = try Transcript(flow)
        it.tell(.begin)
        try it.end("a")
        #expect(it.tell(.timer(try it.timer("p", .pause))) == [])
        #expect(it.state.state == .success)
        #expect(it.states == ["a SUCCESS", "p FAILED"])
    }

    @Test func `a pause after the end can be resumed`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.afterExecution = [TaskDeclaration("p", .pause())]
        var it = try Transcript(flow)
        it.tell(.begin)
        try it.end("a")
        #expect(it.ask(.resume(taskRun: nil)) == ["record p resumed"])
        #expect(it.states == ["a SUCCESS", "p SUCCESS"])
    }

    @Test func `what runs in the end is not run again because a task of it ends the execution`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.finally = [TaskDeclaration("f"), TaskDeclaration("x", .exit(.literal("WARNING")))]
        var it = try Transcript(flow)
        it.tell(.begin)
        try it.end("a")
        #expect(try it.end("f") == ["WARNING"])
        #expect(it.states == ["a SUCCESS", "f SUCCESS", "x WARNING"])
    }

    @Test func `a refusal that comes after a restart is not one of the new wish for a slot`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.concurrency = .fail
        var it = try Transcript(flow)
        it.tell(.begin)
        it.tell(.slot(.refused(.fail), token: 1))
        #expect(it.ask(.restart) == ["RESTARTED"])
        #expect(it.tell(.begin) == ["request slot"])
        #expect(it.tell(.slot(.refused(.fail), token: 1)) == [])
        #expect(it.tell(.slot(.granted, token: 2)) == ["RUNNING", "submit a"])
    }

    @Test func `a directory that takes too long to open fails`() throws {
        var directory = TaskDeclaration("d", .workingDirectory([TaskDeclaration("a")]))
        directory.timeout = .literal(10)
        var it = try Transcript([directory])
        it.tell(.begin)
        it.tell(.started(try it.job("d")))
        #expect(it.tell(.timer(try it.timer("d", .timeout))) == ["cancel d", "report d timeout", "FAILED"])
    }

    @Test func `a restart removes what ran in the end of a task that failed there`() throws {
        var inner = TaskDeclaration("s", .sequential([TaskDeclaration("a")]))
        inner.finally = [TaskDeclaration("f")]
        var it = try Transcript([inner])
        it.tell(.begin)
        try it.end("a")
        try it.end("f", .failed("no"))
        it.ask(.restart)
        #expect(it.states == ["s RUNNING", "a SUCCESS"])
        try checkRows(it)
        #expect(it.tell(.begin) == ["RUNNING", "submit f"])
        try checkRows(it)
    }

    @Test func `a pause that failed pauses again when it is restarted`() throws {
        var pause = TaskDeclaration("p", .pause())
        (pause.timeout, pause.errors) = (.literal(10), [TaskDeclaration("e")])
        var it = try Transcript([pause])
        it.tell(.begin)
        it.tell(.timer(try it.timer("p", .timeout)))
        try it.end("e")
        #expect(it.state.state == .failed)
        it.ask(.restart)
        #expect(it.states == ["p RESTARTED"])
        #expect(it.tell(.begin) == ["RUNNING", "timer p timeout 10", "PAUSED"])
        try checkRows(it)
    }

    @Test func `a restarted execution that waits for a slot keeps how far its lists had come`() throws {
        let parallel = TaskDeclaration("p", .parallel([TaskDeclaration("a"), TaskDeclaration("b")]))
        var flow = PlanDeclaration([parallel, TaskDeclaration("z")])
        flow.concurrency = .queue
        var it = try Transcript(flow)
        it.tell(.begin)
        it.tell(.slot(.granted, token: 1))
        try it.end("a", .failed("no"))
        try it.end("b")
        it.ask(.changeTaskRunState(taskRun: 1, .warning))
        it.tell(.begin)
        #expect(it.tell(.slot(.refused(.queue), token: 2)) == ["QUEUED", "enqueue"])
        try checkRows(it)
        #expect(it.tell(.slot(.granted, token: 2)) == ["RUNNING", "submit z"])
        #expect(it.states == ["p WARNING", "a WARNING", "b SUCCESS", "z SUBMITTED"])
    }

    @Test func `what ran on failure in a directory that was lost is none of the new one's`() throws {
        var directory = TaskDeclaration("d", .workingDirectory([TaskDeclaration("a")]))
        directory.errors = [TaskDeclaration("e")]
        var it = try Transcript([directory])
        it.tell(.begin)
        try it.end("d")
        try it.end("a", .failed("no"))
        try it.end("e")
        it.tell(.lost(try it.job("d")))
        try it.end("d")
        #expect(try it.end("a", .failed("no")).last == "submit e in d")
        try checkRows(it)
    }

    @Test func `a restart leaves failures alone that were allowed`() throws {
        let allowed = TaskDeclaration("allowed", .allowFailure([TaskDeclaration("a")]))
        var it = try Transcript([allowed, TaskDeclaration("b")])
        it.tell(.begin)
        try it.end("a", .failed("no"))
        try it.end("b", .failed("no"))
        it.ask(.restart)
        #expect(it.states == ["allowed WARNING", "a FAILED", "b RESTARTED"])
    }

    @Test func `a restart of what only failed to give its outputs gives them again`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.outputs = "{}"
        var it = try Transcript(flow)
        it.tell(.begin)
        try it.end("a")
        it.tell(.evaluationFailed(EvaluationID(taskRun: nil, token: it.state.question, purpose: .outputs), "no"))
        #expect(it.ask(.restart) == ["RESTARTED"])
        #expect(it.tell(.begin) == ["RUNNING", "evaluate execution {}"])
    }

    @Test func `an answer about assertions counts once, though the next question is the same`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a"), TaskDeclaration("b")])
        flow.serviceLevels = [.init(.assertion("{{ x }}"), .none)]
        var it = try Transcript(flow)
        #expect(it.tell(.begin) == ["RUNNING", "evaluate execution {{ x }}"])
        let first = EvaluationID(taskRun: nil, token: it.state.question, purpose: .assertions)
        #expect(it.tell(.evaluated(first, [.truth(true)])) == ["submit a"])
        #expect(try it.end("a").sorted() == ["evaluate execution {{ x }}", "submit b"])
        #expect(it.tell(.evaluated(first, [.truth(true)])) == [])
        #expect(it.state.asksAssertions)
    }
}
