import CLinux
import Synchronization

/// A thread that waits for descriptors and timers and runs the tasks that prefer it.
///
/// Two executor faces share one queue: the loop is a `TaskExecutor`, whose jobs may call nonisolated functions without a new
/// enqueue, and ``serial`` is the `SerialExecutor` of actors that are pinned to it. What is registered with a loop, and its timers,
/// belong to its thread.
///
/// `@unchecked Sendable`: `remote`, `isWakePending` and `isStopped` are guarded by themselves; `confined` is touched by the loop's
/// thread alone, which every entry point checks with ``isCurrent``.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// The executor of actors that are pinned to the loop.
    public let serial: Serial

    private struct Entry {
        var job: UnownedJob
        var isSerial: Bool
    }

    private enum Work {
        case job(Entry)
        case body(@Sendable () -> Void)
    }

    /// What only the loop's thread touches.
    private final class Confined {
        var local: [Work] = []
        var timers = TimerQueue()
        var registrations = Registrations()
        /// Tasks that sleep, by the timers that will wake them.
        var sleepers: [TimerToken: Sleeper] = [:]
    }

    /// What other threads have handed over.
    private struct Remote {
        var work: [Work] = []
        /// Whether the loop has ended, so that nobody would look here again.
        var isClosed = false
    }

    private let poller: PollerHandle
    private let confined = Confined()
    private let remote = Mutex(Remote())
    private let isWakePending = Atomic<Bool>(false)
    private let isStopped = Atomic<Bool>(false)
    private let lag: Duration
    private let onLag: (@Sendable (Duration) -> Void)?

    /// How many jobs run before descriptors are looked at again.
    private static let jobBudget = 1024

    /// Makes a loop, to be run by a thread.
    ///
    /// - Parameters:
    ///   - lag: the longest that one turn may take unreported.
    ///   - onLag: told of a longer turn, on the loop's thread.
    /// - Throws: ``EventLoopError`` if the system has no descriptor to give.
    public init(lag: Duration = .milliseconds(50), onLag: (@Sendable (Duration) -> Void)? = nil) throws(EventLoopError)
    {
        self.poller = try PollerHandle()
        self.serial = Serial()
        self.lag = lag
        self.onLag = onLag
        unsafe serial.loop = self
    }

    /// Whether the caller is on the loop's thread.
    public var isCurrent: Bool {
        unsafe clinux_thread_value() == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The loop whose thread the caller is on.
    public static var current: EventLoop? {
        guard let value = unsafe clinux_thread_value() else { return nil }
        return unsafe Unmanaged<EventLoop>.fromOpaque(value).takeUnretainedValue()
    }

    /// Runs the loop on the calling thread, until ``stop()``.
    ///
    /// Before it ends, tasks that sleep are woken with `CancellationError`, and what is ready is run. Jobs of tasks that come
    /// later run on the global executor.
    public func run() {
        unsafe clinux_set_thread_value(Unmanaged.passUnretained(self).toOpaque())
        defer { clinux_set_thread_value(nil) }
        var found: [(tag: UInt64, events: PollEvents)] = []
        while true {
            let began = ContinuousClock.now
            runWork()
            for (tag, events) in found {
                confined.registrations[tag]?.ready(events)
            }
            while let body = confined.timers.takeDue(at: began) {
                body()
            }
            report(since: began)
            if isStopped.load(ordering: .acquiring), !hasWork, !wakeSleepers(), close() { return }
            poller.wait(milliseconds: waitingTime(), into: &found)
        }
    }

    /// Makes ``run()`` return, once the work that is queued has run.
    public func stop() {
        isStopped.store(true, ordering: .releasing)
        poller.wake()
    }

    private var hasWork: Bool {
        !confined.local.isEmpty || remote.withLock { !$0.work.isEmpty }
    }

    /// Ends all sleeps, if there are any.
    private func wakeSleepers() -> Bool {
        let sleepers = confined.sleepers
        confined.sleepers = [:]
        for (timer, sleeper) in sleepers {
            confined.timers.cancel(timer)
            sleeper.end(false)
        }
        return !sleepers.isEmpty
    }

    /// Takes no more work, unless there is some.
    private func close() -> Bool {
        remote.withLock { remote in
            remote.isClosed = remote.work.isEmpty
            return remote.isClosed
        }
    }

    private func runWork() {
        isWakePending.store(false, ordering: .sequentiallyConsistent)
        let arrived = remote.withLock { remote -> [Work] in
            guard !remote.work.isEmpty else { return [] }
            defer { remote.work = [] }
            return remote.work
        }
        confined.local.append(contentsOf: arrived)
        var budget = Self.jobBudget
        while budget > 0, !confined.local.isEmpty {
            var batch: [Work] = []
            swap(&batch, &confined.local)
            for work in batch {
                perform(work)
            }
            budget -= batch.count
        }
    }

    private func perform(_ work: Work) {
        switch work {
        case .body(let body): body()
        case .job(let entry) where entry.isSerial:
            unsafe entry.job.runSynchronously(
                isolatedTo: serial.asUnownedSerialExecutor(),
                taskExecutor: asUnownedTaskExecutor()
            )
        case .job(let entry):
            unsafe entry.job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    private func waitingTime() -> Int32 {
        guard confined.local.isEmpty, !isWakePending.load(ordering: .sequentiallyConsistent) else { return 0 }
        guard let due = confined.timers.next else { return -1 }
        let left = (due - .now) / .milliseconds(1)
        return left <= 0 ? 0 : Int32(min(left.rounded(.up), 60_000))
    }

    private func report(since began: ContinuousClock.Instant) {
        guard let onLag else { return }
        let took = ContinuousClock.now - began
        if took > lag {
            onLag(took)
        }
    }

    /// Hands work over; `false` if the loop has ended.
    private func push(_ work: Work) -> Bool {
        if isCurrent {
            confined.local.append(work)
            return true
        }
        let isTaken = remote.withLock { remote in
            if !remote.isClosed {
                remote.work.append(work)
            }
            return !remote.isClosed
        }
        if isTaken, !isWakePending.exchange(true, ordering: .sequentiallyConsistent) {
            poller.wake()
        }
        return isTaken
    }

    /// Has a timer wake a task, on the loop; at once if the loop is to stop.
    func start(_ sleeper: Sleeper, for duration: Duration) {
        guard !sleeper.isEnded else { return }
        guard !isStopped.load(ordering: .acquiring) else { return sleeper.end(false) }
        let timer = schedule(after: duration) { [confined] in
            if let token = sleeper.takeTimer() { confined.sleepers[token] = nil }
            sleeper.end(true)
        }
        sleeper.keep(timer)
        confined.sleepers[timer] = sleeper
    }

    /// Forgets a task that sleeps no more, on the loop.
    func forget(_ sleeper: Sleeper) {
        if let timer = sleeper.takeTimer() {
            confined.sleepers[timer] = nil
            confined.timers.cancel(timer)
        }
    }
}

extension EventLoop {
    /// Queues a job of a task that prefers the loop.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !push(.job(Entry(job: job, isSerial: false))) {
            globalConcurrentExecutor.enqueue(job)
        }
    }

    /// The executor of actors that are pinned to a loop.
    public final class Serial: SerialExecutor, @unchecked Sendable {
        // `@unchecked`: set once, before anything can be enqueued; not owned, since the loop owns this object.
        fileprivate unowned(unsafe) var loop: EventLoop?

        /// Queues a job of a pinned actor.
        public func enqueue(_ job: consuming ExecutorJob) {
            _ = unsafe loop?.push(.job(Entry(job: UnownedJob(job), isSerial: true)))
        }
    }

    /// Runs a closure on the loop: soon if called from elsewhere, after what is queued if called on it.
    ///
    /// It is not run if the loop has ended.
    public func execute(_ body: @escaping @Sendable () -> Void) {
        _ = offer(body)
    }

    /// Runs a closure on the loop as `execute` does; `false` if the loop has ended, so that it will not be run.
    func offer(_ body: @escaping @Sendable () -> Void) -> Bool {
        push(.body(body))
    }

    /// Runs an operation as part of the calling task, on the loop.
    public func perform<Result: Sendable, Failure: Error>(
        _ body: @concurrent @Sendable () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        // `@concurrent`: an operation that inherits its caller's isolation would stay on the caller's thread.
        try await withTaskExecutorPreference(self, operation: body)
    }

    /// Reports a descriptor's events to a handler, which the loop keeps until ``unregister(_:)``; on the loop only.
    ///
    /// Reports are edge-triggered, and none comes after the registration has ended, even if one was on its way.
    public func register(
        _ descriptor: Int32,
        _ events: PollEvents = [.readable, .writable, .peerClosed],
        _ handler: any Pollable
    ) throws(EventLoopError) -> Registration {
        precondition(isCurrent, "descriptors are registered on the loop")
        let registration = confined.registrations.add(descriptor, handler)
        do {
            try poller.add(descriptor, events, tag: registration.tag)
        } catch {
            confined.registrations.remove(registration)
            throw error
        }
        return registration
    }

    /// Changes what is reported; reports anew what is so already.
    public func modify(_ registration: Registration, _ events: PollEvents) throws(EventLoopError) {
        precondition(isCurrent, "descriptors are registered on the loop")
        try poller.modify(registration.descriptor, events, tag: registration.tag)
    }

    /// Ends a registration; to be called before the descriptor is closed.
    public func unregister(_ registration: Registration) {
        precondition(isCurrent, "descriptors are registered on the loop")
        poller.remove(registration.descriptor)
        confined.registrations.remove(registration)
    }

    /// Runs a closure on the loop after a time; on the loop only.
    @discardableResult
    public func schedule(after delay: Duration, _ body: @escaping () -> Void) -> TimerToken {
        precondition(isCurrent, "timers are set on the loop")
        return confined.timers.add(due: .now + delay, body)
    }

    /// Ends a timer that has not fired; on the loop only.
    public func cancel(_ token: TimerToken) {
        precondition(isCurrent, "timers are cancelled on the loop")
        confined.timers.cancel(token)
    }
}
