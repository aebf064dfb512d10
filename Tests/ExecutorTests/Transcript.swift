import Testing

@testable import Executor

/// An execution that is told events one after the other, and says what it wants in short words.
struct Transcript {
    private(set) var state: ExecutionState
    private(set) var now: Int64 = 0
    var entropy: UInt64 = 0

    init(_ flow: PlanDeclaration) throws {
        state = ExecutionState(try ExecutionPlan(flow), id: ExecutionID(1, 2), at: 0)
    }

    init(_ tasks: [TaskDeclaration]) throws {
        try self.init(PlanDeclaration(tasks))
    }

    init(_ state: ExecutionState) {
        self.state = state
    }

    /// Lets time pass.
    mutating func wait(_ milliseconds: Int64) {
        now += milliseconds
    }

    /// Tells an event, and returns what is to be done.
    @discardableResult
    mutating func tell(_ kind: ExecutionEvent.Kind) -> [String] {
        state.apply(ExecutionEvent(kind, at: now, entropy: entropy)).map(words)
    }

    @discardableResult
    mutating func ask(_ command: ExecutionCommand) -> [String] {
        tell(.command(command))
    }

    /// Tells that the job of a task ended, which a worker had begun.
    @discardableResult
    mutating func end(_ task: String, _ result: JobResult = .success) throws -> [String] {
        let reference = try job(task)
        return tell(.started(reference)) + tell(.finished(reference, result))
    }

    /// Tells the values of the expressions that a task waits for.
    @discardableResult
    mutating func answer(_ task: String, _ values: EvaluatedValue...) throws -> [String] {
        tell(.evaluated(try question(task), values))
    }

    func run(_ task: String) throws -> TaskRun {
        try #require(state.runs.last { state.plan.tasks[Int($0.task)].id == task })
    }

    func job(_ task: String) throws -> JobReference {
        let run = try run(task)
        return JobReference(taskRun: run.number, token: run.token)
    }

    func question(_ task: String) throws -> EvaluationID {
        let run = try run(task)
        let purpose: EvaluationID.Purpose =
            switch run.step {
            case .when: .when
            case .condition: .condition
            case .childOutputs: .childOutputs
            default: .properties
            }
        return EvaluationID(taskRun: run.number, token: run.token, purpose: purpose)
    }

    func timer(_ task: String, _ purpose: TimerID.Purpose) throws -> TimerID {
        let run = try run(task)
        let token = purpose == .timeout ? run.attempts + run.round : run.token
        return TimerID(taskRun: run.number, token: token, purpose: purpose)
    }

    /// The child that a task asked for as the number-th.
    func child(_ task: String, _ number: Int = 0) throws -> ChildReference {
        let run = try run(task)
        return ChildReference(taskRun: run.number, iteration: state.iterations[Int(run.values) + number].number)
    }

    /// The states of all task runs: `task STATE`.
    var states: [String] {
        state.runs.map { "\(state.plan.tasks[Int($0.task)].id) \($0.state.name)" }
    }

    /// The states that a task run has been in.
    func history(_ task: String) throws -> [String] {
        try run(task).history.map(\.state.name)
    }

    private func name(_ number: Int32?) -> String {
        guard let number else { return "execution" }
        guard let run = state.position(ofRun: number) else { return "?" }
        let id = state.plan.tasks[Int(state.runs[Int(run)].task)].id
        return state.value(of: run).map { "\(id)[\($0)]" } ?? id
    }

    private func words(_ effect: ExecutionEffect) -> String {
        switch effect {
        case .evaluate(let id, let list):
            "evaluate \(name(id.taskRun)) \(list.map { state.plan[$0].source }.joined(separator: ", "))"
        case .requestSlot: "request slot"
        case .enqueue: "enqueue"
        case .dequeue: "dequeue"
        case .releaseSlot: "release slot"
        case .lookUp(let job): "look up \(name(job.reference.taskRun))"
        case .submit(let job):
            switch job.work {
            case .run: "submit \(name(job.reference.taskRun))\(job.directory.map { " in \(name($0))" } ?? "")"
            case .openDirectory: "open \(name(job.reference.taskRun))"
            case .closeDirectory: "close \(name(job.reference.taskRun))"
            }
        case .cancel(let job): "cancel \(name(job.taskRun))"
        case .discardDirectory(let run): "discard \(name(run))"
        case .startTimer(let timer, let at): "timer \(name(timer.taskRun)) \(timer.purpose) \(at - now)"
        case .startChild(let child, _): "start child of \(name(child.taskRun))"
        case .restartChild(let child, _): "restart child of \(name(child.taskRun))"
        case .killChild: "kill child"
        case .record(let run, let output): "record \(name(run)) \(words(output))"
        case .report(let run, let reason): "report \(name(run)) \(reason)"
        case .entered(let state): state.name
        case .startReplacement(_, let attempt): "start replacement \(attempt)"
        case .refused(let refusal): "refused \(refusal)"
        }
    }

    private func words(_ output: TaskRunOutput) -> String {
        switch output {
        case .condition(let holds): "\(holds)"
        case .choice(let value, let isDefault): "\(value)\(isDefault ? " (default)" : "")"
        case .iterations(let count): "\(count) iterations"
        case .child(_, let state): "child \(state?.name ?? "asked for")"
        case .children(let total, let success, let warning, let failed):
            "\(total) children: \(success) \(warning) \(failed)"
        case .resumed: "resumed"
        }
    }
}
