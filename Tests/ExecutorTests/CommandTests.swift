import Testing

@testable import Executor

@Suite("Commands: kill, pause, restart, replay, queues, promises")
struct CommandTests {
    private let two = [TaskDeclaration("a"), TaskDeclaration("b")]

    @Test func `a kill waits for the worker, whatever the worker says`() throws {
        var it = try Transcript(two)
        it.tell(.begin)
        let job = try it.job("a")
        it.tell(.started(job))
        #expect(it.ask(.kill(cascade: true)) == ["KILLING", "cancel a"])
        #expect(it.states == ["a KILLING"])
        #expect(it.tell(.finished(job, .success)) == ["KILLED"])
        #expect(it.states == ["a KILLED"])
        #expect(it.ask(.kill(cascade: true)) == ["refused state(Executor.RunState.killed)"])
    }

    @Test func `a kill reaches the executions that were asked for, or leaves them`() throws {
        var it = try Transcript([TaskDeclaration("s", .subflow())])
        #expect(it.tell(.begin) == ["RUNNING", "start child of s", "record s child asked for"])
        let child = try it.child("s")
        #expect(it.ask(.kill(cascade: true)) == ["KILLING", "kill child"])
        #expect(it.tell(.childEnded(child, .killed)) == ["KILLED"])
        it = try Transcript([TaskDeclaration("s", .subflow())])
        it.tell(.begin)
        #expect(it.ask(.kill(cascade: false)) == ["KILLING", "KILLED"])
    }

    @Test func `an execution asked for hands on its failure unless that is not wanted`() throws {
        var it = try Transcript([TaskDeclaration("s", .subflow())])
        it.tell(.begin)
        #expect(it.tell(.childEnded(try it.child("s"), .failed)).last == "FAILED")
        var children = TaskDeclaration.Children()
        children.transmitsFailure = false
        it = try Transcript([TaskDeclaration("s", .subflow(children))])
        it.tell(.begin)
        #expect(it.tell(.childEnded(try it.child("s"), .failed)).last == "SUCCESS")
    }

    @Test func `an execution that was replaced has not ended`() throws {
        var it = try Transcript([TaskDeclaration("s", .subflow())])
        it.tell(.begin)
        let child = try it.child("s")
        #expect(it.tell(.childEnded(child, .retried)) == [])
        it.tell(.childReplaced(child, by: ExecutionID(9, 9)))
        #expect(it.state.iterations.first?.child == ExecutionID(9, 9))
        #expect(it.tell(.childEnded(child, .success)).last == "SUCCESS")
    }

    @Test func `a loop makes an execution for each value, and no more once it is told to end`() throws {
        var children = TaskDeclaration.Children()
        (children.limit, children.breakWhen) = (.literal(1), "{{ done }}")
        let values = ["1", "2", "3"].map { IterationValue($0) }
        var it = try Transcript([TaskDeclaration("l", .loop(.literal(values), children))])
        #expect(it.tell(.begin) == ["RUNNING", "start child of l"])
        let first = try it.child("l")
        #expect(it.tell(.childEnded(first, .success)) == ["evaluate l {{ done }}"])
        #expect(it.tell(.childEnded(first, .success)) == [])
        func judge(_ child: ChildReference, _ ends: Bool) throws -> ExecutionEvent.Kind {
            let id = EvaluationID(
                taskRun: child.taskRun,
                token: try it.run("l").token,
                purpose: .breakWhen(iteration: child.iteration)
            )
            return .evaluated(id, [.truth(ends)])
        }
        #expect(it.tell(try judge(first, false)) == ["start child of l"])
        let second = try it.child("l", 1)
        it.tell(.childEnded(second, .success))
        #expect(it.tell(try judge(second, true)) == ["record l 3 children: 2 0 0", "SUCCESS"])
    }

    @Test func `a pause halts the execution until it is resumed`() throws {
        var it = try Transcript([TaskDeclaration("p", .pause()), TaskDeclaration("a")])
        #expect(it.tell(.begin) == ["RUNNING", "PAUSED"])
        #expect(it.ask(.resume(taskRun: nil)) == ["record p resumed", "submit a", "RUNNING"])
        #expect(it.ask(.resume(taskRun: nil)) == ["refused state(Executor.RunState.running)"])
        #expect(try it.history("p") == ["CREATED", "RUNNING", "PAUSED", "RUNNING", "SUCCESS"])
    }

    @Test func `a pause that is over by itself does what it is told`() throws {
        for (behavior, end) in [
            (PausePlan.Behavior.resume, "SUCCESS"), (.warn, "WARNING"), (.fail, "FAILED"), (.cancel, "CANCELLED"),
        ] {
            var it = try Transcript([TaskDeclaration("p", .pause(.literal(10), behavior))])
            it.tell(.begin)
            #expect(it.tell(.timer(try it.timer("p", .pause))).last == end)
        }
    }

    @Test func `an execution that is held begins nothing, and goes on where it was`() throws {
        var it = try Transcript(two)
        it.tell(.begin)
        #expect(it.ask(.pause) == ["PAUSED"])
        #expect(try it.end("a") == [])
        #expect(it.ask(.resume(taskRun: nil)) == ["submit b", "RUNNING"])
    }

    @Test func `a breakpoint halts before its task`() throws {
        var it = try Transcript(two)
        it.ask(.setBreakpoints([Breakpoint(task: "b")]))
        it.tell(.begin)
        #expect(try it.end("a") == ["BREAKPOINT"])
        #expect(it.ask(.resumeFromBreakpoint) == ["submit b", "RUNNING"])
    }

    @Test func `a restart runs again what failed, and removes what ran on failure`() throws {
        var flow = PlanDeclaration(two + [TaskDeclaration("c")])
        flow.errors = [TaskDeclaration("e")]
        var it = try Transcript(flow)
        it.tell(.begin)
        try it.end("a")
        try it.end("b", .failed("no"))
        try it.end("e")
        let removed = try it.run("e").number
        #expect(it.ask(.restart) == ["RESTARTED"])
        #expect(it.states == ["a SUCCESS", "b RESTARTED"])
        #expect(it.tell(.begin) == ["RUNNING", "submit b"])
        #expect(try it.end("b") == ["submit c"])
        #expect(try it.run("c").number > removed)
        #expect(it.state.attempt == 2)
        #expect(it.ask(.restart) == ["refused state(Executor.RunState.running)"])
    }

    @Test func `a replay from a task run keeps what came before it`() throws {
        var it = try Transcript(two + [TaskDeclaration("c")])
        it.tell(.begin)
        for task in ["a", "b", "c"] { try it.end(task) }
        let number = try it.run("b").number
        let replayed = it.state.replayed(from: number, it.state.plan, id: ExecutionID(5, 5), at: 9)
        var again = Transcript(try #require(replayed))
        #expect(again.states == ["a SUCCESS", "b RESTARTED"])
        #expect(again.state.state == .restarted)
        #expect(again.tell(.begin) == ["RUNNING", "submit b"])
        #expect(again.state.id(ofTaskRun: 0) != it.state.id(ofTaskRun: 0))
        #expect(it.state.replayed(from: 77, it.state.plan, id: ExecutionID(5, 6), at: 9) == nil)
    }

    @Test func `a task run may be put in another state, and the execution goes on from there`() throws {
        var it = try Transcript(two)
        it.tell(.begin)
        try it.end("a", .failed("no"))
        #expect(it.ask(.changeTaskRunState(taskRun: 0, .success)) == ["RESTARTED"])
        #expect(it.tell(.begin) == ["RUNNING", "submit b"])
    }

    @Test func `an execution that finds no slot waits, is cancelled or fails`() throws {
        for (behavior, states) in [
            (OverflowBehavior.queue, ["QUEUED", "enqueue"]), (.cancel, ["CANCELLED"]), (.fail, ["FAILED"]),
        ] {
            var flow = PlanDeclaration(two)
            flow.concurrency = behavior
            var it = try Transcript(flow)
            #expect(it.tell(.begin) == ["request slot"])
            #expect(it.tell(.slot(.refused(behavior), token: 1)) == states)
        }
    }

    @Test func `a slot is given back exactly once, also one that comes too late`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.concurrency = .queue
        var it = try Transcript(flow)
        it.tell(.begin)
        #expect(it.tell(.slot(.granted, token: 1)) == ["RUNNING", "submit a"])
        #expect(it.tell(.slot(.granted, token: 1)) == [])
        #expect(try it.end("a") == ["release slot", "SUCCESS"])
        #expect(it.tell(.slot(.granted, token: 1)) == [])
        it = try Transcript(flow)
        it.tell(.begin)
        it.tell(.slot(.refused(.queue), token: 1))
        #expect(it.ask(.kill(cascade: true)) == ["dequeue", "KILLED"])
        #expect(it.tell(.slot(.granted, token: 1)) == ["release slot"])
        #expect(it.tell(.slot(.granted, token: 1)) == [])
    }

    @Test func `a queued execution runs without a slot when it is told to`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.concurrency = .queue
        var it = try Transcript(flow)
        it.tell(.begin)
        it.tell(.slot(.refused(.queue), token: 1))
        #expect(it.ask(.unqueue(.running)) == ["dequeue", "RUNNING", "submit a"])
        #expect(try it.end("a") == ["SUCCESS"])
    }

    @Test func `a broken promise fails or cancels the execution, or only marks it`() throws {
        for (behavior, expected) in [
            (ServiceLevelPlan.Behavior.fail, ["cancel a", "submit e"]), (.cancel, ["cancel a", "CANCELLED"]),
            (.none, []),
        ] {
            var flow = PlanDeclaration([TaskDeclaration("a")])
            flow.errors = [TaskDeclaration("e")]
            flow.serviceLevels = [.init(.maxDuration(100), behavior, labels: [ExecutionLabel("sla", "broken")])]
            var it = try Transcript(flow)
            #expect(it.tell(.begin) == ["RUNNING", "timer execution serviceLevel(0) 100", "submit a"])
            let timer = TimerID(taskRun: nil, token: 0, purpose: .serviceLevel(0))
            #expect(it.tell(.timer(timer)) == expected)
            #expect(it.tell(.timer(timer)) == [])
            #expect(it.state.labels == [ExecutionLabel("sla", "broken")])
        }
    }

    @Test func `the outputs are evaluated in the end, and fail the execution if they cannot be`() throws {
        var flow = PlanDeclaration([TaskDeclaration("a")])
        flow.outputs = "{}"
        var it = try Transcript(flow)
        it.tell(.begin)
        #expect(try it.end("a") == ["evaluate execution {}"])
        let id = EvaluationID(taskRun: nil, token: it.state.question, purpose: .outputs)
        #expect(it.tell(.evaluationFailed(id, "no")) == ["FAILED"])
    }

    @Test func `an execution with a date begins then`() throws {
        let plan = try ExecutionPlan(PlanDeclaration(two))
        var it = Transcript(ExecutionState(plan, id: ExecutionID(1, 1), at: 0, scheduledAt: 500))
        #expect(it.tell(.begin) == ["timer execution schedule 500"])
        it.wait(500)
        #expect(it.tell(.timer(TimerID(taskRun: nil, token: 0, purpose: .schedule))) == ["RUNNING", "submit a"])
    }
}
