/// A JSON value.
///
/// Values compare as JSON does: the order of an object's members is irrelevant, `1` equals `1.0`, and text is compared by
/// its code points, never by canonical equivalence as `String` does.
public enum JSON: Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number; one that is not finite is written as `null`.
    case number(Double)
    /// Text.
    case string(String)
    /// A list of values.
    case array([JSON])
    /// A list of named values.
    case object(JSONObject)
}

extension JSON {
    /// Makes a number of an integer.
    ///
    /// - Parameter value: The number; beyond 64 bits it becomes the nearest `Double`.
    public init(_ value: some BinaryInteger) {
        self = Int64(exactly: value).map { .integer($0) } ?? .number(Double(value))
    }

    /// Makes a string, or `null` of nothing.
    ///
    /// - Parameter text: The text, if there is one.
    public init(_ text: String?) {
        self = text.map { .string($0) } ?? .null
    }

    /// Makes an array of strings.
    ///
    /// - Parameter list: The strings in order.
    public init(strings list: some Sequence<String>) {
        self = .array(list.map { .string($0) })
    }
}

extension JSON {
    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The value of a boolean, `nil` for anything else.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of a number that is whole and fits 64 bits, `nil` for anything else.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The value of a number, rounded if need be, `nil` for anything else.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The text of a string, `nil` for anything else.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements of an array, `nil` for anything else.
    public var array: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members of an object, `nil` for anything else.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of an object with a name, `nil` if there is none or this is no object.
    ///
    /// - Parameter name: The member's name, compared by code points.
    public subscript(name: String) -> JSON? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The element of an array at a position, `nil` if there is none or this is no array.
    ///
    /// - Parameter position: The position, from 0.
    public subscript(position: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
        return elements[position]
    }

    /// What the value is, with its article, for messages: `a string`, `an object`, `null`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Makes `null`.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// Makes a boolean.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// Makes an integer.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// Makes a number.
    public init(floatLiteral value: Double) {
        self = .number(value)
    }

    /// Makes a string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Makes an array.
    public init(arrayLiteral elements: JSON...) {
        self = .array(elements)
    }

    /// Makes an object; of two members with one name the last counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(JSONObject(elements))
    }
}

extension JSON: CustomStringConvertible {
    /// The value as compact JSON text.
    public var description: String { text }
}
