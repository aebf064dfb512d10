public import Daemon
public import EventLoop
import Expressions
import Synchronization
public import WorkerProtocol

/// Runs jobs in this process.
///
/// So many at once, and of each tenant no more than its share; tenants take turns. Templates are evaluated on threads of
/// their own, within a time. A job that is cancelled ends at once where it waits, and within a thousand steps where it
/// computes. When the service stops, jobs that wait are reported as lost, those that run have a time to end.
public final class LocalWorker: JobRunner, Service {
    /// A job that was submitted.
    private struct Entry {
        let job: TaskJob
        let report: @Sendable (JobReport) -> Void
    }

    private struct State {
        var turns: TurnQueue<String, JobKey>
        var waiting: [JobKey: Entry] = [:]
        var running: [JobKey: Running] = [:]
        var isStopping = false
        /// Resumed when nothing runs any more.
        var idle: CheckedContinuation<Void, Never>?
    }

    /// A job that runs.
    private struct Running {
        let stop: StopFlag
        /// Cancelled to wake whatever the job waits for; `nil` until its task is known.
        var task: Task<Void, Never>?
    }

    private let configuration: WorkerConfiguration
    private let state: Mutex<State>
    private let shared: JobEvaluator.Shared
    private let directories: WorkingDirectories
    private let measures: WorkerMeasures?

    /// Makes a worker; it takes jobs at once.
    ///
    /// - Parameters:
    ///   - configuration: What it may take.
    ///   - host: What running jobs ask of the control plane.
    ///   - services: What it needs to evaluate and to wait.
    ///   - metrics: Where it counts jobs.
    /// - Throws: `EventLoopError` if the system has no threads to give.
    public init(
        _ configuration: WorkerConfiguration = WorkerConfiguration(),
        host: any JobHost,
        services: WorkerServices = WorkerServices(),
        metrics: Metrics? = nil
    ) throws(EventLoopError) {
        self.configuration = configuration
        state = Mutex(State(turns: TurnQueue(share: configuration.maximumJobsOfTenant)))
        directories = WorkingDirectories(configuration.directories)
        shared = JobEvaluator.Shared(
            pool: try WorkPool(name: "render", threads: configuration.threads, limit: 20_000, isShared: true),
            document: ExpressionDocument(cache: ExpressionCache()),
            time: configuration.evaluationTime,
            services: services,
            host: host
        )
        measures = metrics.map { WorkerMeasures($0) }
    }

    /// What the service is called in logs.
    public var name: String { "worker" }

    /// How many jobs wait and how many run.
    public var load: (waiting: Int, running: Int) {
        state.withLock { ($0.waiting.count, $0.running.count) }
    }

    // MARK: Jobs

    /// Takes a job.
    public func submit(_ job: TaskJob, report: @escaping @Sendable (JobReport) -> Void) {
        let refusal = state.withLock { state -> JobOutcome? in
            // Told twice of one job, it does it once; the other has an answer too.
            guard !state.isStopping, state.waiting[job.key] == nil, state.running[job.key] == nil else { return .lost }
            guard state.waiting.count < configuration.maximumWaiting else {
                return .failed("\(configuration.maximumWaiting) jobs wait for the worker already")
            }
            state.waiting[job.key] = Entry(job: job, report: report)
            state.turns.append(job.key, of: job.key.tenant)
            return nil
        }
        if let refusal {
            measures?.count(refusal)
            report(.finished(JobEnd(refusal)))
        } else {
            startNext()
        }
    }

    /// Ends a job.
    public func cancel(_ key: JobKey) {
        end(key, for: .killed)
    }

    /// Removes a working directory.
    public func discardDirectory(_ name: String) {
        guard let directory = directories.take(name) else { return }
        // Removing files takes time that whoever calls may not have.
        Task { [shared] in
            do {
                try await shared.pool.run(for: directory.tenant) { directory.remove() }
            } catch {
                directory.remove()
            }
        }
    }

    private func end(_ key: JobKey, for reason: StopFlag.Reason) {
        let (entry, running) = state.withLock { state -> (Entry?, Running?) in
            let entry = state.waiting.removeValue(forKey: key)
            // Ended jobs leave their keys in the line, until there are more of these than of others.
            if entry != nil, state.turns.count > 2 * state.waiting.count + 64 {
                let waiting = state.waiting
                state.turns.removeAll { waiting[$0] == nil }
            }
            return (entry, state.running[key])
        }
        running?.stop.raise(reason)
        running?.task?.cancel()
        if let entry {
            let outcome: JobOutcome = reason == .lost ? .lost : .killed
            measures?.count(outcome)
            entry.report(.finished(JobEnd(outcome)))
        }
    }

    // MARK: Turns

    /// Starts whatever may run now.
    private func startNext() {
        while let (entry, stop) = takeNext() {
            let key = entry.job.key
            let task = Task { [self] in
                let end = await run(entry, stop: stop)
                leave(key)
                measures?.count(end.outcome)
                entry.report(.finished(end))
                startNext()
            }
            let isStopped = state.withLock { state in
                state.running[key]?.task = task
                return stop.isRaised
            }
            if isStopped { task.cancel() }
        }
    }

    private func takeNext() -> (Entry, StopFlag)? {
        state.withLock { state in
            while !state.isStopping, state.running.count < configuration.maximumJobs,
                let (owner, key) = state.turns.next()
            {
                guard let entry = state.waiting.removeValue(forKey: key) else {
                    state.turns.giveBack(of: owner)
                    continue
                }
                let stop = StopFlag()
                state.running[key] = Running(stop: stop)
                return (entry, stop)
            }
            return nil
        }
    }

    private func leave(_ key: JobKey) {
        let idle = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.running[key] = nil
            state.turns.giveBack(of: key.tenant)
            guard state.running.isEmpty else { return nil }
            defer { state.idle = nil }
            return state.idle
        }
        idle?.resume()
    }

    // MARK: One job

    private func run(_ entry: Entry, stop: StopFlag) async -> JobEnd {
        let (job, report) = (entry.job, entry.report)
        report(.started(worker: configuration.name))
        let mask = SecretMask()
        let log = JobLog(of: job, configuration.log, mask: mask, clock: shared.services.clock, report: report)
        let end = await JobCourse(job, log, mask, stop, shared, directories, configuration).run()
        log.finish()
        return switch stop.reason {
        case .none: end
        case .killed: JobEnd(.killed)
        case .lost: JobEnd(.lost)
        }
    }

    // MARK: Stopping

    /// Waits for the process to stop; then takes no more jobs, gives those that run a time to end, and reports what is left
    /// as lost.
    public func run() async throws {
        try? await Task.sleep(for: .seconds(Int64.max / 2))
        await stop()
    }

    /// Takes no more jobs, and returns when none runs.
    public func stop() async {
        let (waiting, running) = state.withLock { state in
            state.isStopping = true
            return (Array(state.waiting.keys), Array(state.running.keys))
        }
        for key in waiting { end(key, for: .lost) }
        // The task that stops is cancelled itself, and can wait for no time.
        let grace = Task { [configuration, shared] in try? await shared.services.sleep(configuration.grace) }
        let guillotine = Task { [self] in
            await grace.value
            for key in running { end(key, for: .lost) }
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                guard !state.running.isEmpty else { return true }
                state.idle = continuation
                return false
            }
            if isIdle { continuation.resume() }
        }
        grace.cancel()
        await guillotine.value
        directories.removeAll()
        shared.pool.shutdown()
    }
}
