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

    /// Takes one request from the caller's allowance.
    ///
    /// - Throws: ``GateError/throttled(retryAfter:)`` if nothing is left of it.
    public func admit(_ call: Call) throws(GateError) {
        let (key, limit) =
            switch call.credential {
            case .none: ("address:" + call.source.address, anonymous)
            case .token(let token): ("token:" + token.id, known)
            case .session(let cookie): ("session:" + Hex.encode(cookie.digest()), known)
            }
        let missing = buckets.withLock { buckets -> Double in
            if buckets.count >= capacity {
                buckets = buckets.filter {
                    limit.refilled($0.value.level, since: $0.value.at, at: call.arrivedAt) < limit.burst
                }
            }
            let bucket = buckets[key] ?? Bucket(level: limit.burst, at: call.arrivedAt)
            let level = limit.refilled(bucket.level, since: bucket.at, at: call.arrivedAt)
            guard level >= 1 else {
                buckets[key] = Bucket(level: level, at: call.arrivedAt)
                return 1 - level
            }
            buckets[key] = Bucket(level: level - 1, at: call.arrivedAt)
            return 0
        }
        guard missing > 0 else { return }
        throw .throttled(retryAfter: .milliseconds(Int64(missing / limit.rate * 1000) + 1))
    }
}

extension Throttle.Limit {
    fileprivate func refilled(_ level: Double, since start: Instant, at now: Instant) -> Double {
        let elapsed = max(0, (now - start) / .seconds(1))
        return min(burst, level + elapsed * rate)
    }
}
