public import Daemon
public import Expressions

/// What a declaration asks of a value beyond its type.
public enum InputConstraint: Sendable, Hashable {
    /// Nothing.
    case none
    /// Text that a pattern matches as a whole: `STRING` and `SECRET`.
    case pattern(TextPattern)
    /// An `INT` of a range.
    case integers(ValueRange<Int64>)
    /// A `FLOAT` of a range.
    case numbers(ValueRange<Double>)
    /// A `DATETIME` of a range.
    case instants(ValueRange<Instant>)
    /// A `DATE` of a range.
    case dates(ValueRange<LocalDate>)
    /// A `TIME` of a range.
    case times(ValueRange<LocalTime>)
    /// A `DURATION` of a range.
    case durations(ValueRange<FlowDuration>)
    /// One or several of some values: `SELECT`, `ENUM` and `MULTISELECT`.
    case choices(InputChoices)
    /// A `FILE` whose name ends in one of these, which begin with a dot and are in lower case.
    case extensions([String])
    /// A `JSON` document that a schema accepts.
    case schema(JSONSchema)
    /// An `ARRAY` of values of a type.
    case elements(InputType)
    /// The inputs of a `FORM`.
    case inputs([InputDeclaration])
    /// A set of reusable inputs, of the namespace of the flow or one above it unless another is named.
    case reusable(id: String, namespace: String?)
}
