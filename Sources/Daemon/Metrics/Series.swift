import Synchronization

/// A number that threads add to.
final class Series: Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let sum = Double(bitPattern: seen) + amount
            let (isDone, now) = bits.compareExchange(expected: seen, desired: sum.bitPattern, ordering: .relaxed)
            guard !isDone else { return }
            seen = now
        }
    }
}

/// Observed numbers by the size of their buckets.
final class Buckets: Sendable {
    struct Counts: Sendable {
        /// How many fell into each bucket, and last, how many above all of them.
        var counts: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<Counts>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Counts(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var counts: Counts { state.withLock { $0 } }

    func observe(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { counts in
            counts.counts[bucket] &+= 1
            counts.sum += value
        }
    }
}
