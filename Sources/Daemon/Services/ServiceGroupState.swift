/// Decides what a group of services does next; does nothing itself.
struct ServiceGroupState {
    enum Signal: Equatable, Sendable {
        /// The process is to end; the number is the signal's.
        case stop(Int32)
        /// The configuration is to be read again.
        case reload
    }

    enum Outcome: Equatable, Sendable {
        /// Returned, or threw the error of its cancellation.
        case returned
        case failed
    }

    enum Event: Equatable, Sendable {
        case ended(Int, Outcome)
        case signal(Signal)
        /// The task of the group is cancelled.
        case cancelled
        case graceOver
        case reloaded
    }

    enum Action: Equatable {
        case cancel(Int)
        case startGrace
        case reload
        /// The process ends at once.
        case exit(Int32)
        /// All services have ended; the one that is to blame, if one is, and how.
        case finish(Blame?)
    }

    struct Blame: Equatable {
        let service: Int
        let outcome: Outcome
    }

    /// Services that run, in the order of their start.
    private var running: [Int]
    private var isStopping = false
    private var isReloading = false
    private var mustReloadAgain = false
    private var blame: Blame?
    /// The process's status if it must be ended.
    private var forcedStatus: Int32 = 1

    init(count: Int) {
        running = Array(0..<count)
    }

    mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .ended(let service, let outcome): ended(service, outcome)
        case .signal(.stop(let number)): stopSignal(number)
        case .signal(.reload): reload()
        case .cancelled: stop()
        case .graceOver: isStopping && !running.isEmpty ? [.exit(forcedStatus)] : []
        case .reloaded: reloaded()
        }
    }

    private mutating func ended(_ service: Int, _ outcome: Outcome) -> [Action] {
        let wasLast = running.last == service
        running.removeAll { $0 == service }
        if blame == nil, outcome == .failed || !isStopping {
            blame = Blame(service: service, outcome: outcome)
        }
        guard !running.isEmpty else { return [.finish(blame)] }
        guard isStopping else { return stop() }
        // The one that is being waited for is the last; another that ended early changes nothing.
        return wasLast ? cancelLast() : []
    }

    private mutating func stopSignal(_ number: Int32) -> [Action] {
        guard !isStopping else { return [.exit(128 + number)] }
        forcedStatus = 128 + number
        return stop()
    }

    private mutating func stop() -> [Action] {
        guard !isStopping else { return [] }
        isStopping = true
        return [.startGrace] + cancelLast()
    }

    private func cancelLast() -> [Action] {
        running.last.map { [.cancel($0)] } ?? []
    }

    private mutating func reload() -> [Action] {
        guard !isStopping else { return [] }
        guard !isReloading else {
            mustReloadAgain = true
            return []
        }
        isReloading = true
        return [.reload]
    }

    private mutating func reloaded() -> [Action] {
        isReloading = false
        guard mustReloadAgain else { return [] }
        mustReloadAgain = false
        return reload()
    }
}
