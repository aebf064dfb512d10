/// A field of a partial change: left out, set to null, or given a value.
public enum JSONField<Value> {
    /// The field was not sent: what it holds stays.
    case absent
    /// The field was sent as `null`: what it holds is to go.
    case null
    /// The field was sent with a value.
    case value(Value)

    /// The value, `nil` if the field was absent or null.
    public var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }

    /// Whether the field was sent, be it as `null`.
    public var isPresent: Bool {
        if case .absent = self { false } else { true }
    }

    /// What the field holds after the change.
    ///
    /// - Parameter current: What it holds before.
    /// - Returns: The current value if the field was absent, otherwise what was sent.
    public func applied(to current: Value?) -> Value? {
        switch self {
        case .absent: current
        case .null: nil
        case .value(let value): value
        }
    }
}

extension JSONField: Sendable where Value: Sendable {}
extension JSONField: Equatable where Value: Equatable {}
