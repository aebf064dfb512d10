/// How large the head of a request may be.
public struct HeadLimits: Sendable, Equatable {
    /// The bytes of the request line and all fields, at most 64 KiB.
    public var bytes: Int
    /// The number of fields.
    public var fields: Int
    /// The bytes of the target.
    public var target: Int

    /// Makes limits; values out of range are brought into it.
    public init(bytes: Int = 32 * 1024, fields: Int = 100, target: Int = 16 * 1024) {
        self.bytes = min(max(bytes, 256), 64 * 1024)
        self.fields = min(max(fields, 1), 1000)
        self.target = min(max(target, 64), 32 * 1024)
    }
}
