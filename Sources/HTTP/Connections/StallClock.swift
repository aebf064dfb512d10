/// Measures whether a response is taken fast enough, while some of it waits.
///
/// A client that takes something gets more time, but no more than its bytes may take at the slowest rate.
struct StallClock: Equatable {
    private(set) var deadline = Int64.max

    /// Something waits; no more time if something did before.
    mutating func start(at now: Int64, _ deadlines: Deadlines) {
        guard deadline == .max else { return }
        deadline = now + deadlines.writeStall.milliseconds
    }

    mutating func taken(_ count: Int, at now: Int64, _ deadlines: Deadlines) {
        guard deadline < .max else { return }
        let allowance = Int64(count) * 1000 / Int64(max(1, deadlines.bodyRate))
        deadline = min(deadline + allowance, now + deadlines.writeStall.milliseconds)
    }

    /// Nothing waits.
    mutating func stop() {
        deadline = .max
    }
}
