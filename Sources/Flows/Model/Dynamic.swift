/// A value that is declared, or one that is rendered when it is needed.
public enum Dynamic<Value: Sendable>: Sendable {
    /// The value.
    case value(Value)
    /// A template that renders to the value.
    case template(String)
}

extension Dynamic: Equatable where Value: Equatable {}
