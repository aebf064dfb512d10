import Expressions
import JSON
import Synchronization
import WorkerProtocol

@testable import Executor

/// A worker that does what a test says, and else what simple tasks are for.
final class ScriptedRunner: JobRunner {
    /// What becomes of a job.
    enum Act: Sendable {
        /// What its task says: `Return`, `Log`, `OutputValues`, `Fail`.
        case work
        /// It runs until the test ends it.
        case hold
        /// It ends so.
        case end(JobEnd)
    }

    private struct State {
        var jobs: [TaskJob] = []
        var held: [JobKey: @Sendable (JobReport) -> Void] = [:]
        var cancelled: [JobKey] = []
        var waiters: [Signal] = []
        var discarded: [String] = []
    }

    private let state = Mutex(State())
    private let act: @Sendable (TaskJob) -> Act

    init(_ act: @escaping @Sendable (TaskJob) -> Act = { _ in .work }) {
        self.act = act
    }

    /// All jobs so far.
    var jobs: [TaskJob] { state.withLock(\.jobs) }
    var cancelled: [JobKey] { state.withLock(\.cancelled) }
    var discarded: [String] { state.withLock(\.discarded) }

    func submit(_ job: TaskJob, report: @escaping @Sendable (JobReport) -> Void) {
        let act = act(job)
        let waiters = state.withLock { state in
            state.jobs.append(job)
            if case .hold = act { state.held[job.key] = report }
            defer { state.waiters = [] }
            return state.waiters
        }
        report(.started(worker: "scripted"))
        switch act {
        case .hold: break
        case .end(let end): report(.finished(end))
        case .work: work(job, report)
        }
        for waiter in waiters { waiter.raise() }
    }

    func cancel(_ key: JobKey) {
        let report = state.withLock { state in
            state.cancelled.append(key)
            return state.held.removeValue(forKey: key)
        }
        report?(.finished(JobEnd(.killed)))
    }

    func discardDirectory(_ name: String) {
        state.withLock { $0.discarded.append(name) }
    }

    /// Waits until so many jobs of a task have been submitted, ten seconds at most.
    func submitted(_ task: String, count: Int = 1) async throws -> [TaskJob] {
        let signal = Signal()
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let found = state.withLock { state in
                state.waiters.append(signal)
                return state.jobs.filter { $0.task.id == task }
            }
            if found.count >= count { return found }
            guard await signal.wait(for: max(end - .now, .zero)) else {
                throw EngineFault("\(found.count) jobs of `\(task)` were submitted, \(count) were expected")
            }
        }
    }

    /// Ends a job that was held.
    func end(_ key: JobKey, _ end: JobEnd = JobEnd(.success)) {
        let report = state.withLock { $0.held.removeValue(forKey: key) }
        report?(.finished(end))
    }

    /// Says something of a job that was held.
    func report(_ key: JobKey, _ report: JobReport) {
        state.withLock { $0.held[key] }?(report)
    }

    private func work(_ job: TaskJob, _ report: (JobReport) -> Void) {
        do throws(ExpressionError) {
            let (outcome, outputs, secrets) = try result(job)
            for line in outputs.logs { report(.logged([line])) }
            report(.finished(JobEnd(outcome, outputs: outputs.values, secretPaths: secrets)))
        } catch {
            report(.logged([JobLogLine(at: 0, level: .error, message: "\(error)", attempt: job.attempt)]))
            report(.finished(JobEnd(.failed("\(error)"))))
        }
    }

    private func result(
        _ job: TaskJob
    ) throws(ExpressionError) -> (JobOutcome, (values: JSONObject?, logs: [JobLogLine]), [[String]]) {
        let (documents, context) = (ExpressionDocument(), job.variables.expressionVariables())
        func rendered(_ name: String) throws(ExpressionError) -> ExpressionValue {
            var services = ExpressionServices()
            services.errorLogs = { () throws(ExpressionError) in ExpressionValue(.array(job.history.errorLogs)) }
            services.tasksWithState = { (state) throws(ExpressionError) in
                ExpressionValue(.array(job.history.taskRuns(in: state)))
            }
            return try documents.renderText(job.task.properties[name] ?? .null, in: context, services: services)
        }
        switch job.task.type.split(separator: ".").last {
        case "Return":
            let value = try rendered("format")
            let outputs = ExpressionValue.map([("value", value)])
            return (.success, (outputs.json.object, []), JobVariables.secretPaths(of: outputs))
        case "OutputValues":
            let outputs = ExpressionValue.map([("values", try rendered("values"))])
            return (.success, (outputs.json.object, []), JobVariables.secretPaths(of: outputs))
        case "Log":
            let text = try documents.render(job.task.properties["message"]?.string ?? "", in: context)
            let line = JobLogLine(at: 0, level: .info, message: text.masked(), attempt: job.attempt)
            return (.success, (nil, [line]), [])
        case "Fail": return (.failed("as asked"), (nil, []), [])
        default: return (.success, (nil, []), [])
        }
    }
}
