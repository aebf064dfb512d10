import Glibc

/// Tells the time of day, so that a test may tell another.
public protocol WallClock: Sendable {
    /// The time now.
    var now: Instant { get }
}

/// The system's time of day.
public struct SystemClock: WallClock {
    /// Makes a clock.
    public init() {}

    /// The time now, by `CLOCK_REALTIME`.
    public var now: Instant {
        var time = timespec()
        // Fails only for a clock that the system does not have.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
