public import Daemon

/// When sign-ins are refused for a while after failed ones: a state machine without clock or storage.
///
/// Failures count within ``window``; at ``threshold`` of them the subject is locked out, each time for twice as long, up to
/// ``longest``. A user name and an address prefix are subjects of their own, with their own thresholds.
public struct Lockout: Sendable, Equatable {
    /// Failures within the window that lock out.
    public var threshold: Int
    /// How long failures are remembered.
    public var window: Duration
    /// How long the first lockout is.
    public var shortest: Duration
    /// How long a lockout is at most.
    public var longest: Duration

    /// Makes the rules.
    public init(
        threshold: Int = 10,
        window: Duration = .seconds(300),
        shortest: Duration = .seconds(60),
        longest: Duration = .seconds(1800)
    ) {
        self.threshold = threshold
        self.window = window
        self.shortest = shortest
        self.longest = longest
    }

    /// What is kept of a subject.
    public struct State: Sendable, Equatable {
        /// Failures since ``since``.
        public var failures: Int
        /// When the window of the failures began.
        public var since: Instant
        /// Until when sign-ins are refused.
        public var lockedUntil: Instant?
        /// How often the subject has been locked out in a row.
        public var lockouts: Int

        /// Makes a state of its parts.
        public init(failures: Int = 0, since: Instant, lockedUntil: Instant? = nil, lockouts: Int = 0) {
            self.failures = failures
            self.since = since
            self.lockedUntil = lockedUntil
            self.lockouts = lockouts
        }

        /// Whether sign-ins are refused at an instant.
        public func isLocked(at now: Instant) -> Bool {
            lockedUntil.map { now < $0 } ?? false
        }
    }

    /// The state after a failed sign-in; its `lockedUntil` is new if this failure locked the subject out.
    public func afterFailure(_ state: State?, at now: Instant) -> State {
        var next = state ?? State(since: now)
        if now - next.since > window {
            next.failures = 0
            next.since = now
        }
        next.failures += 1
        guard next.failures >= threshold else { return next }
        let doubled = shortest * Double(1 << min(next.lockouts, 20))
        next.lockedUntil = now + min(doubled, longest)
        next.lockouts += 1
        next.failures = 0
        next.since = now
        return next
    }
}
