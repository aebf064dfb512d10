import Synchronization

/// Runs services together: they start in order and stop in reverse order, each after the one started after it has ended.
///
/// `SIGTERM` and `SIGINT` stop the group, and so do the cancellation of `run()`, the failure of a service and a service that
/// returns by itself. A second signal, or the end of the grace period, ends the process at once: its status is then 128 and the
/// signal's number, or 1 if there was no signal. `SIGHUP` calls the reload hook, one call at a time; hang-ups that come
/// meanwhile are one further call.
public struct ServiceGroup: Sendable {
    typealias State = ServiceGroupState

    private let services: [any Service]
    private let grace: Duration
    private let logger: Logger
    private let onReload: (@Sendable () async -> Void)?
    private let environment: Environment

    /// What the group needs of the process; a test gives something else.
    struct Environment: Sendable {
        var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
        var exit: @Sendable (Int32) -> Void = SignalHandle.exitNow
        /// Calls the closure for each signal, until what it returned is called.
        var watch:
            @Sendable (@escaping @Sendable (State.Signal) -> Void) throws(ServiceGroupError) -> @Sendable () -> Void =
                ServiceGroup.watchSignals
    }

    /// Makes a group.
    ///
    /// - Parameters:
    ///   - services: The services in the order of their start: what others need comes first.
    ///   - grace: How long all of them may take to stop.
    ///   - logger: Hears of starts, stops and failures.
    ///   - onReload: Reads the configuration again.
    public init(
        _ services: [any Service],
        grace: Duration = .seconds(30),
        logger: Logger,
        onReload: (@Sendable () async -> Void)? = nil
    ) {
        self.init(services, grace: grace, logger: logger, onReload: onReload, environment: Environment())
    }

    init(
        _ services: [any Service],
        grace: Duration,
        logger: Logger,
        onReload: (@Sendable () async -> Void)?,
        environment: Environment
    ) {
        self.services = services
        self.grace = grace
        self.logger = logger
        self.onReload = onReload
        self.environment = environment
    }

    /// Runs the services until all of them have ended.
    ///
    /// - Throws: `ServiceGroupError` if a service failed or ended by itself, or if signals cannot be received. To be stopped, by a
    ///   signal or by cancellation, is not an error.
    public func run() async throws(ServiceGroupError) {
        guard !services.isEmpty else { return }
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        let release = try environment.watch { continuation.yield(Event(.signal($0))) }
        defer { release() }
        // A task of its own, since the cancellation of the caller's would end the stream: it stops the services in order instead.
        let supervisor = Task { await supervise(events, continuation) }
        let error = await withTaskCancellationHandler {
            await supervisor.value
        } onCancel: {
            continuation.yield(Event(.cancelled))
        }
        if let error { throw error }
    }

    private struct Event: Sendable {
        let event: State.Event
        var error: (any Error)?

        init(_ event: State.Event, _ error: (any Error)? = nil) {
            self.event = event
            self.error = error
        }
    }

    private func supervise(
        _ events: AsyncStream<Event>,
        _ continuation: AsyncStream<Event>.Continuation
    ) async -> ServiceGroupError? {
        var state = State(count: services.count)
        var errors: [Int: any Error] = [:]
        // Tasks of their own and no group, since they are cancelled one by one.
        let tasks = services.indices.map { start($0, continuation) }
        var timer: Task<Void, Never>?
        defer { timer?.cancel() }
        for await event in events {
            note(event, &errors)
            for action in state.handle(event.event) {
                switch action {
                case .cancel(let service):
                    logger.debug("service stopping", ["service": services[service].name])
                    tasks[service].cancel()
                case .startGrace:
                    logger.info("services stopping", ["grace": grace])
                    timer = startGrace(continuation)
                case .reload:
                    reload(continuation)
                case .exit(let status):
                    logger.critical("process ended by force", ["status": status])
                    environment.exit(status)
                case .finish(let blame):
                    logger.info("services stopped")
                    return blame.map { self.error($0, errors) }
                }
            }
        }
        return nil
    }

    private func start(_ index: Int, _ continuation: AsyncStream<Event>.Continuation) -> Task<Void, Never> {
        let service = services[index]
        logger.info("service starting", ["service": service.name])
        return Task {
            do {
                try await service.run()
                continuation.yield(Event(.ended(index, .returned)))
            } catch {
                let isExpected = error is CancellationError && Task.isCancelled
                continuation.yield(Event(.ended(index, isExpected ? .returned : .failed), error))
            }
        }
    }

    private func startGrace(_ continuation: AsyncStream<Event>.Continuation) -> Task<Void, Never> {
        Task {
            guard (try? await environment.sleep(grace)) != nil else { return }
            continuation.yield(Event(.graceOver))
        }
    }

    private func reload(_ continuation: AsyncStream<Event>.Continuation) {
        logger.info("configuration reloading")
        Task {
            await onReload?()
            continuation.yield(Event(.reloaded))
        }
    }

    private func note(_ event: Event, _ errors: inout [Int: any Error]) {
        guard case .ended(let service, let outcome) = event.event else { return }
        errors[service] = event.error
        switch outcome {
        case .failed:
            logger.error(
                "service failed",
                ["service": services[service].name, "error": event.error.map { "\($0)" }]
            )
        case .returned:
            logger.debug("service ended", ["service": services[service].name])
        }
    }

    private func error(_ blame: State.Blame, _ errors: [Int: any Error]) -> ServiceGroupError {
        let name = services[blame.service].name
        guard let error = errors[blame.service] else { return .ended(service: name) }
        return .failed(service: name, error: error)
    }

    private static func watchSignals(
        _ body: @escaping @Sendable (ServiceGroupState.Signal) -> Void
    ) throws(ServiceGroupError) -> @Sendable () -> Void {
        let handle = try SignalHandle(SignalHandle.received) { body(SignalHandle.meaning(of: $0)) }
        return { handle.end() }
    }
}
