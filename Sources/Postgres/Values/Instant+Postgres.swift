public import Daemon

extension Instant: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// The type `timestamptz`.
    public static var postgresType: PostgresType { .timestamptz }
    /// The type `timestamptz[]`.
    public static var postgresArrayType: PostgresType { .timestamptzArray }

    /// The microseconds from 1970 to 2000, where the server counts from.
    private static let epoch: Int64 = 946_684_800_000_000

    /// Eight bytes: the microseconds since 2000.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? {
        let (microseconds, overflow) = self.microseconds.subtractingReportingOverflow(Self.epoch)
        guard !overflow else { throw PostgresValueError("holds an instant that is out of range for timestamptz") }
        return microseconds.networkBytes()
    }

    /// Reads a `timestamptz`, which must not be infinite.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Instant {
        try require(type, in: [.timestamptz])
        try require(bytes, count: 8, of: type)
        let raw = Int64(network: bytes)
        let (microseconds, overflow) = raw.addingReportingOverflow(epoch)
        guard !overflow, raw != .min, raw != .max else { throw PostgresValueError("holds an instant that is infinite") }
        return Instant(microseconds: microseconds)
    }
}
