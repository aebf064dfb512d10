/// The types that inputs and outputs have, by the names of the language.
public enum InputType: String, Sendable, CaseIterable {
    /// Text.
    case string = "STRING"
    /// One of some texts.
    case select = "SELECT"
    /// Several of some texts.
    case multiselect = "MULTISELECT"
    /// A whole number of 64 bits.
    case int = "INT"
    /// A number.
    case float = "FLOAT"
    /// `true` or `false`.
    case bool = "BOOL"
    /// The former name of ``bool``.
    case boolean = "BOOLEAN"
    /// A date and time with its offset.
    case dateTime = "DATETIME"
    /// A date.
    case date = "DATE"
    /// A time of day.
    case time = "TIME"
    /// A duration of fixed units.
    case duration = "DURATION"
    /// A file, by the URI it is stored under.
    case file = "FILE"
    /// A JSON document.
    case json = "JSON"
    /// A YAML document.
    case yaml = "YAML"
    /// An absolute URI with an authority or a path.
    case uri = "URI"
    /// A mail address.
    case email = "EMAIL"
    /// A list of values of one type.
    case array = "ARRAY"
    /// Text that is encrypted and masked.
    case secret = "SECRET"
    /// A group of inputs.
    case form = "FORM"
    /// The inputs of a named set of the namespace.
    case reusableInputs = "REUSABLE_INPUTS"
    /// The former name of ``select``.
    case enumeration = "ENUM"

    /// What stands in for a former name, `nil` for a current one.
    public var successor: InputType? {
        switch self {
        case .boolean: .bool
        case .enumeration: .select
        default: nil
        }
    }

    /// Whether the elements of a list may be of the type.
    public var isElement: Bool {
        switch self {
        case .array, .multiselect, .select, .enumeration, .file, .secret, .form, .reusableInputs: false
        default: true
        }
    }

    /// What a value of the type is, with its article, for messages.
    var expectation: String {
        switch self {
        case .string, .select, .enumeration, .secret: "text"
        case .multiselect, .array: "a list, or the JSON text of one"
        case .int: "a whole number of 64 bits"
        case .float: "a number"
        case .bool, .boolean: "`true` or `false`"
        case .dateTime: "a date and time with an offset, as in `2026-01-31T08:00:00Z`"
        case .date: "a date, as in `2026-01-31`"
        case .time: "a time, as in `08:00:00`"
        case .duration: "a duration of ISO 8601, as in `PT5M30S` or `P1D`"
        case .file: "a file"
        case .json: "a JSON document"
        case .yaml: "a YAML document"
        case .uri: "a URI with a scheme, as in `https://host/path`"
        case .email: "a mail address"
        case .form, .reusableInputs: "a group of inputs"
        }
    }
}
