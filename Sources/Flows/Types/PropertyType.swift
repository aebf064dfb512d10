/// What a property of a task, a trigger or a condition holds.
indirect enum PropertyType: Sendable {
    /// Text; numbers and booleans are taken as they were written.
    case text
    /// Text that renders to whether something holds; a boolean is taken as its text.
    case condition
    /// `true` or `false`.
    case boolean
    /// A whole number.
    case integer(ClosedRange<Int64> = Int64.min...Int64.max)
    /// A number.
    case number
    /// A duration of ISO 8601.
    case duration
    /// A date and time of ISO 8601.
    case dateTime
    /// A time of day of ISO 8601.
    case time
    /// A date of ISO 8601.
    case date
    /// The name of a time zone.
    case timeZone
    /// A cron expression.
    case cron
    /// One of some names.
    case choice([String])
    /// A list, with so many elements at least.
    case list(PropertyType, atLeast: Int = 0)
    /// Names that are free, with values.
    case map(PropertyType)
    /// Names that are known, with values.
    case object([Property])
    /// A value of one of several types, which differ in whether they are text, lists or mappings.
    case either([PropertyType])
    /// Any value.
    case any
    /// Labels, as names with values or as a list of both.
    case labels
    /// Files, as names with contents, or text that is rendered to them.
    case files
    /// Tasks.
    case tasks(FlowTaskList.Role)
    /// Tasks by the value for which they are run.
    case cases
    /// Tasks with those they wait for.
    case dependentTasks
    /// Declarations of inputs.
    case inputs
    /// Conditions in the manner of old versions, in a list.
    case conditions
    /// Conditions in the manner of old versions, by name.
    case namedConditions
}

extension PropertyType {
    /// What is expected, for messages.
    var expectation: String {
        switch self {
        case .text: "text"
        case .condition: "text or a boolean"
        case .boolean: "`true` or `false`"
        case .integer: "a whole number"
        case .number: "a number"
        case .duration: "a duration of ISO 8601"
        case .dateTime: "a date and time of ISO 8601"
        case .time: "a time of day of ISO 8601"
        case .date: "a date of ISO 8601"
        case .timeZone: "the name of a time zone"
        case .cron: "a cron expression"
        case .choice(let names): "one of " + names.map { "`\($0)`" }.joined(separator: ", ")
        case .list, .tasks, .dependentTasks, .inputs, .conditions: "a list"
        case .map, .object, .cases, .namedConditions, .files: "a mapping"
        case .either(let types): types.map(\.expectation).joined(separator: " or ")
        case .any: "a value"
        case .labels: "a mapping or a list"
        }
    }

    /// Whether the property holds tasks, which are read apart from the others.
    var holdsTasks: Bool {
        switch self {
        case .tasks, .cases, .dependentTasks: true
        default: false
        }
    }
}
