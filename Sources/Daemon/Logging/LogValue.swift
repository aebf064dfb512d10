public import JSON

/// What may stand in the metadata of a log line.
public protocol LogValue: Sendable {
    /// The value as it is written.
    var logged: JSON { get }
}

extension String: LogValue {
    /// The text.
    public var logged: JSON { .string(self) }
}

extension Int: LogValue {
    /// The number.
    public var logged: JSON { JSON(self) }
}

extension Int32: LogValue {
    /// The number.
    public var logged: JSON { JSON(self) }
}

extension Int64: LogValue {
    /// The number.
    public var logged: JSON { .integer(self) }
}

extension Double: LogValue {
    /// The number; `null` if it is not finite.
    public var logged: JSON { .number(self) }
}

extension Bool: LogValue {
    /// `true` or `false`.
    public var logged: JSON { .bool(self) }
}

extension Duration: LogValue {
    /// The seconds.
    public var logged: JSON { .number(self / .seconds(1)) }
}

extension Instant: LogValue {
    /// The date and time of RFC 3339.
    public var logged: JSON { .string(description) }
}

extension Optional: LogValue where Wrapped: LogValue {
    /// The value, or `null`.
    public var logged: JSON { map(\.logged) ?? .null }
}

extension Array: LogValue where Element: LogValue {
    /// The values in order.
    public var logged: JSON { .array(map(\.logged)) }
}
