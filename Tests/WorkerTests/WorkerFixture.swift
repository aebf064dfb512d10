import Daemon
import Expressions
import JSON
import Synchronization
import Testing
import WorkerProtocol
import YAML

@testable import Worker

/// Collects what is said of jobs, and lets a test wait for it.
final class Recorder: Sendable {
    private struct State {
        var reports: [JobKey: [JobReport]] = [:]
        var waiters: [(condition: @Sendable ([JobKey: [JobReport]]) -> Bool, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// What to hand to the worker for a job.
    func report(_ key: JobKey) -> @Sendable (JobReport) -> Void {
        { [self] report in
            let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.reports[key, default: []].append(report)
                let reports = state.reports
                let ready = state.waiters.filter { $0.condition(reports) }.map(\.1)
                state.waiters.removeAll { $0.condition(reports) }
                return ready
            }
            for continuation in ready { continuation.resume() }
        }
    }

    /// What was said of a job.
    func reports(_ key: JobKey) -> [JobReport] { state.withLock { $0.reports[key] ?? [] } }

    /// Waits until something holds of what was said.
    func wait(until condition: @escaping @Sendable ([JobKey: [JobReport]]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard !condition(state.reports) else { return true }
                state.waiters.append((condition, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }

    /// Waits for the end of a job.
    func end(_ key: JobKey) async -> JobEnd {
        await wait { $0[key]?.last?.end != nil }
        return reports(key).last?.end ?? JobEnd(.lost)
    }
}

extension JobReport {
    /// How the job ended, if it did.
    var end: JobEnd? {
        if case .finished(let end) = self { end } else { nil }
    }

    /// The lines that were written.
    var lines: [JobLogLine] {
        if case .logged(let lines) = self { lines } else { [] }
    }
}

/// A control plane that knows some secrets.
struct FakeHost: JobHost {
    var secrets: [String: String] = [:]

    func secret(_ name: String, namespace: String?, for job: JobKey) async throws(JobHostError) -> String {
        guard let value = secrets[name] else { throw JobHostError(.missing, "there is no secret `\(name)`") }
        return value
    }
}

/// A clock that stands still.
struct StoppedClock: WallClock {
    let now = Instant(seconds: 1_800_000_000)
}

/// Sleeps that end when the test says so.
final class Sleeps: Sendable {
    private struct State {
        var sleepers: [Int: (duration: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<Int> = []
        var last = 0
    }

    private let state = Mutex(State())

    /// How many sleep now.
    var count: Int { state.withLock { $0.sleepers.count } }

    func sleep(_ duration: Duration) async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard state.cancelled.remove(number) == nil else { return true }
                    state.sleepers[number] = (duration, continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Wakes all who sleep, or those who sleep for so long.
    func wake(_ duration: Duration? = nil) {
        let woken = state.withLock { state in
            let woken = state.sleepers.filter { duration == nil || $0.value.duration == duration }
            for number in woken.keys { state.sleepers[number] = nil }
            return woken
        }
        for sleeper in woken.values { sleeper.continuation.resume() }
    }
}

/// A worker and what is around it.
struct WorkerFixture {
    let worker: LocalWorker
    let recorder = Recorder()
    let sleeps = Sleeps()

    init(
        _ configuration: WorkerConfiguration = WorkerConfiguration(),
        secrets: [String: String] = [:],
        jq: WorkerServices.JQService? = nil
    ) throws {
        var immediate = ExpressionServices()
        immediate.yaml = { (text) throws(ExpressionError) in
            do throws(YAMLError) {
                return ExpressionValue(try YAML.document(Array(text.utf8)))
            } catch {
                throw ExpressionError(.value, "\(error)", name: "yaml")
            }
        }
        let services = WorkerServices(
            immediate: immediate,
            jq: jq,
            clock: StoppedClock(),
            sleep: { [sleeps] in try await sleeps.sleep($0) }
        )
        worker = try LocalWorker(configuration, host: FakeHost(secrets: secrets), services: services)
    }

    /// A job of a task.
    static func job(
        _ type: String,
        _ properties: JSONObject = [:],
        number: Int32 = 1,
        tenant: String = "tenant",
        work: TaskJob.Work = .run,
        directory: String? = nil,
        logLevel: String? = nil,
        variables: JobVariables = JobVariables()
    ) -> TaskJob {
        TaskJob(
            key: JobKey(tenant: tenant, execution: "execution", taskRun: number, token: 1),
            attempt: 1,
            work: work,
            directory: directory,
            namespace: "company.team",
            flow: "flow",
            taskRunID: "run-\(number)",
            task: TaskSpecification(
                id: "task",
                type: "io.kestra.plugin.core." + type,
                properties: properties,
                logLevel: logLevel
            ),
            variables: variables
        )
    }

    /// Hands a job to the worker.
    func submit(_ job: TaskJob) {
        worker.submit(job, report: recorder.report(job.key))
    }

    /// Runs a job to its end.
    func run(_ job: TaskJob) async -> (end: JobEnd, lines: [JobLogLine]) {
        submit(job)
        let end = await recorder.end(job.key)
        return (end, recorder.reports(job.key).flatMap(\.lines))
    }

    /// Waits until so many jobs sleep.
    func sleeping(_ count: Int) async {
        while sleeps.count < count { await Task.yield() }
    }
}
