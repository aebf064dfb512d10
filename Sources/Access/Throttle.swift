import Crypto
import Daemon
import Synchronization

/// How often each caller may ask: a bucket of tokens for every credential, and for every address of callers without one.
public final class Throttle: Sendable {
    /// The allowance of one caller.
    public struct Limit: Sendable, Equatable {
        /// Requests that may come at once.
        public var burst: Double
        /// Requests a second that may go on coming.
        public var rate: Double

        /// Makes a limit.
        public init(burst: Double, rate: Double) {
            self.burst = burst
            self.rate = rate
        }
    }

    private struct Bucket {
        var level: Double
        var at: Instant
    }

    private let known: Limit
    private let anonymous: Limit
    private let capacity: Int
    private let buckets = Mutex<[String: Bucket]>([:])

    /// Makes a throttle.
    ///
    /// - Parameters:
    ///   - known: the allowance of a token or a session.
    ///   - anonymous: the allowance of an address that shows neither.
    ///   - capacity: how many callers are remembered; when there are more, those with a full allowance are forgotten first.
    public init(known: Limit, anonymous: Limit, capacity: Int = 100_000) {
        self.known = known
        self.anonymous = anonymous
        self.capacity = capacity
    }

    /// How many callers are remembered.
    package var remembered: Int { buckets.withLock(\.count) }

    /// Takes one request from the caller's allowance.
    ///
    /// A caller who shows something that turns out to be nothing is charged to its address by ``recordFailure(of:)``, so that
    /// made-up tokens are no way around the allowance of an address.
    ///
    /// - Parameter call: The call.
    /// - Throws: ``GateError/throttled(retryAfter:)`` if nothing is left of it.
    public func admit(_ call: Call) throws(GateError) {
        let address = "address:" + call.source.address
        switch call.credential {
        case .none:
            try take(address, anonymous, at: call.arrivedAt)
        case .token(let token):
            try require(address, anonymous, at: call.arrivedAt)
            try take("token:" + token.id, known, at: call.arrivedAt)
        case .session(let cookie):
            try require(address, anonymous, at: call.arrivedAt)
            try take("session:" + Hex.encode(cookie.digest()), known, at: call.arrivedAt)
        }
    }

    /// Charges an address for a token or a session that was not good.
    ///
    /// - Parameter call: The call that showed it.
    public func recordFailure(of call: Call) {
        // Nothing is left to take when the address is over its allowance already.
        try? take("address:" + call.source.address, anonymous, at: call.arrivedAt)
    }

    private func require(_ key: String, _ limit: Limit, at now: Instant) throws(GateError) {
        let bucket = buckets.withLock { buckets -> Bucket? in
            // A clock that was set back would refill nothing before it is where it was.
            if let last = buckets[key]?.at, last > now { buckets[key]?.at = now }
            return buckets[key]
        }
        guard let bucket else { return }
        let level = limit.refilled(bucket.level, since: bucket.at, at: now)
        guard level < 1 else { return }
        throw .throttled(retryAfter: limit.wait(for: 1 - level))
    }

    private func take(_ key: String, _ limit: Limit, at now: Instant) throws(GateError) {
        let missing = buckets.withLock { buckets -> Double in
            if buckets.count >= capacity {
                buckets = buckets.filter { limit.refilled($0.value.level, since: $0.value.at, at: now) < limit.burst }
            }
            let bucket = buckets[key] ?? Bucket(level: limit.burst, at: now)
            let level = limit.refilled(bucket.level, since: bucket.at, at: now)
            buckets[key] = Bucket(level: level >= 1 ? level - 1 : level, at: now)
            return level >= 1 ? 0 : 1 - level
        }
        guard missing > 0 else { return }
        throw .throttled(retryAfter: limit.wait(for: missing))
    }
}

extension Throttle.Limit {
    fileprivate func refilled(_ level: Double, since start: Instant, at now: Instant) -> Double {
        let elapsed = max(0, (now - start) / .seconds(1))
        return min(burst, level + elapsed * rate)
    }

    fileprivate func wait(for missing: Double) -> Duration {
        .milliseconds(Int64(missing / rate * 1000) + 1)
    }
}
