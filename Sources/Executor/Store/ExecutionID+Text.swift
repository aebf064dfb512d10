public import Postgres

extension ExecutionID: LosslessStringConvertible {
    /// Reads an identifier from its 22 letters and digits.
    ///
    /// - Parameter text: The text; one of another form, or beyond 128 bits, is refused.
    public init?(_ text: String) {
        guard text.utf8.count == 22 else { return nil }
        var (high, low): (UInt64, UInt64) = (0, 0)
        for byte in text.utf8 {
            guard let digit = Self.digit(byte) else { return nil }
            let product = low.multipliedFullWidth(by: 62)
            let (sum, carry) = product.low.addingReportingOverflow(digit)
            let (scaled, isTooGreat) = high.multipliedReportingOverflow(by: 62)
            let (next, isBeyond) = scaled.addingReportingOverflow(product.high &+ (carry ? 1 : 0))
            guard !isTooGreat, !isBeyond else { return nil }
            (high, low) = (next, sum)
        }
        self.init(high, low)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a")) + 36
        default: nil
        }
    }
}

extension ExecutionID: PostgresUUID, PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// The sixteen bytes, the most significant first.
    public var postgresUUIDBytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) } }
    }

    /// Makes an identifier from its sixteen bytes.
    public init(postgresUUIDBytes bytes: [UInt8]) {
        let halves = stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<min(start + 8, bytes.count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(halves.first ?? 0, halves.dropFirst().first ?? 0)
    }

    /// How many shards there are.
    public static let shards: Int16 = 16

    /// The shard whose executor alone writes the execution.
    public var shard: Int16 { Int16(low % UInt64(Self.shards)) }
}
