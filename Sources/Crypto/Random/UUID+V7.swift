import Synchronization

extension UUID {
    private static let byClock = Mutex(UUIDGenerator())
    // Apart, so that a time somebody gives cannot disturb the order of those made by the clock.
    private static let byRequest = Mutex(UUIDGenerator())

    /// Makes an identifier that sorts after those made before it in this process.
    ///
    /// The order survives a clock that is set back by up to ten seconds.
    ///
    /// - Returns: An identifier of version 7 with the time of day in it.
    public static func v7() -> UUID {
        let now = WallClockHandle.milliseconds()
        let random = RandomReserve.shared.withLock { $0.pair() }
        return byClock.withLock { $0.next(onClock: now, random: random) }
    }

    /// Makes an identifier for a given time.
    ///
    /// Calls in a row for the same millisecond give rising identifiers.
    ///
    /// - Parameter milliseconds: The time since 1970; 48 bits of it are kept.
    /// - Returns: An identifier of version 7.
    public static func v7(at milliseconds: UInt64) -> UUID {
        let random = RandomReserve.shared.withLock { $0.pair() }
        return byRequest.withLock { $0.next(at: milliseconds, random: random) }
    }

    /// The time in an identifier of version 7, in milliseconds since 1970.
    public var milliseconds: UInt64? { version == 7 ? high >> 16 : nil }
}

/// Numbers the identifiers of one millisecond (RFC 9562 section 6.2, method 1).
///
/// The counter has 12 bits and starts in the lower half, so that 2,048 fit into any millisecond. When they do not, the
/// time runs ahead of the clock by a millisecond.
struct UUIDGenerator {
    /// How far a clock may be set back, in milliseconds, before the identifiers follow it.
    static let tolerance: UInt64 = 10_000

    private var asked: UInt64 = 0
    private var used: UInt64 = 0
    private var counter: UInt64 = 0
    private var clock: UInt64 = 0

    /// The next identifier by a clock that may go backwards.
    mutating func next(onClock now: UInt64, random: (UInt64, UInt64)) -> UUID {
        if now > clock || clock - now > Self.tolerance {
            clock = now
        }
        return next(at: clock, random: random)
    }

    /// The next identifier of a millisecond.
    mutating func next(at milliseconds: UInt64, random: (UInt64, UInt64)) -> UUID {
        let start = random.0 & 0x7ff
        if (asked...used).contains(milliseconds) {
            counter += 1
            if counter > 0xfff {
                used += 1
                counter = start
            }
        } else {
            asked = milliseconds
            used = milliseconds
            counter = start
        }
        return UUID(
            high: used << 16 | 0x7000 | counter,
            low: random.1 & ~(0b11 << 62) | 0b10 << 62
        )
    }
}
