import Synchronization

/// Tells work on any thread that its job is to end.
final class StopFlag: Sendable {
    /// Why a job is to end.
    enum Reason: UInt8, AtomicRepresentable {
        /// Nobody asked for it.
        case none
        /// It was cancelled.
        case killed
        /// The worker stops.
        case lost
    }

    private let state = Atomic(Reason.none)

    /// Why the job is to end.
    var reason: Reason { state.load(ordering: .acquiring) }

    /// Whether the job is to end.
    var isRaised: Bool { reason != .none }

    /// Asks the job to end; the first reason stays.
    func raise(_ reason: Reason) {
        _ = state.compareExchange(expected: .none, desired: reason, ordering: .acquiringAndReleasing)
    }
}
