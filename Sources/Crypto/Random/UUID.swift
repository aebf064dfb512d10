import Synchronization

/// A 128-bit identifier (RFC 9562).
///
/// Values compare as their bytes do, which is also the order of their text and of Postgres.
public struct UUID: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the 16 bytes of an identifier.
    ///
    /// - Parameter bytes: Exactly 16 bytes of any version, or the result is `nil`.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
        )
    }

    /// The 16 bytes, most significant first.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for half in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: half >> UInt64(shift)))
            }
        }
        return bytes
    }

    /// The version, as 4 or 7; what the number means for identifiers of others is not checked.
    public var version: Int { Int(high >> 12 & 0xf) }

    /// The identifier of all zeros.
    public static let zero = UUID(high: 0, low: 0)

    /// Makes a random identifier.
    ///
    /// - Returns: An identifier of version 4 with 122 random bits.
    public static func v4() -> UUID {
        let random = RandomReserve.shared.withLock { $0.pair() }
        return UUID(high: random.0 & ~0xf000 | 0x4000, low: random.1 & ~(0b11 << 62) | 0b10 << 62)
    }
}

extension UUID: Comparable {
    /// Whether the first comes before the second in the order of their bytes.
    public static func < (first: UUID, second: UUID) -> Bool {
        (first.high, first.low) < (second.high, second.low)
    }
}

extension UUID: LosslessStringConvertible {
    /// Reads the usual text of 36 characters, in either case.
    ///
    /// - Parameter description: Five groups of hexadecimal digits joined by hyphens; anything else gives `nil`.
    public init?(_ description: String) {
        let characters = description.utf8
        guard characters.count == 36 else { return nil }
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        var digits = 0
        for (offset, character) in characters.enumerated() {
            if [8, 13, 18, 23].contains(offset) {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = Hex.value(of: character) else { return nil }
            if digits < 16 {
                halves.high = halves.high << 4 | UInt64(value)
            } else {
                halves.low = halves.low << 4 | UInt64(value)
            }
            digits += 1
        }
        self.init(high: halves.high, low: halves.low)
    }

    /// The text of 36 characters, in lower case.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for half in [high, low] {
            for shift in stride(from: 60, through: 0, by: -4) {
                if text.count == 8 || text.count == 13 || text.count == 18 || text.count == 23 {
                    text.append(UInt8(ascii: "-"))
                }
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(shift) & 0xf)
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
