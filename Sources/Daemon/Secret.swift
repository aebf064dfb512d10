public import JSON

/// A value that must not be shown: whatever prints it prints `<redacted>`.
public struct Secret<Value: Sendable>: Sendable {
    private let value: Value

    /// Hides a value.
    ///
    /// - Parameter value: What must not be shown.
    public init(_ value: Value) {
        self.value = value
    }

    /// Shows the value, to the one place that needs it.
    ///
    /// - Returns: The value.
    public func reveal() -> Value { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { "<redacted>" }

    /// `<redacted>`.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: LogValue {
    /// `<redacted>`.
    public var logged: JSON { .string(description) }
}
