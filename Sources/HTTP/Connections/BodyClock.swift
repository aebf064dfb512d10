/// Measures whether a body comes fast enough; the time the server does not want bytes does not count.
struct BodyClock: Equatable {
    private let start: Int64
    private var bytes = 0
    private var waited: Int64 = 0
    private var pausedAt: Int64?

    init(start: Int64) {
        self.start = start
    }

    mutating func received(_ count: Int) {
        bytes += count
    }

    mutating func pause(at now: Int64) {
        if pausedAt == nil { pausedAt = now }
    }

    mutating func resume(at now: Int64) {
        guard let pausedAt else { return }
        waited += max(0, now - pausedAt)
        self.pausedAt = nil
    }

    /// Whether the body is too slow.
    func isLate(at now: Int64, _ deadlines: Deadlines) -> Bool {
        guard pausedAt == nil else { return false }
        let allowance = Int64(bytes / max(1, deadlines.bodyRate)) * 1000
        return now - start - waited > deadlines.body.milliseconds + allowance
    }
}

extension Duration {
    /// Whole milliseconds, bounded so that sums of them do not overflow.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 1 << 40) * 1000 + max(attoseconds, 0) / 1_000_000_000_000_000
    }
}
