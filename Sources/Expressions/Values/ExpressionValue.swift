/// A value that an expression reads or makes.
///
/// Values carry what came from a secret with them: a text knows its spans, a list or map knows whether it holds any, and
/// every other value that was made of a secret is wrapped in ``tainted(_:)``.
public enum ExpressionValue: Sendable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number of 64 bits.
    case integer(Int64)
    /// A number of double precision.
    case double(Double)
    /// A decimal number of any precision.
    case decimal(ExpressionDecimal)
    /// Text.
    case text(ExpressionText)
    /// A list of values.
    case list(ExpressionList)
    /// A list of named values.
    case map(ExpressionMap)
    /// An instant and the zone it is told in.
    case date(ExpressionDate)
    /// A value other than text that was made of a secret; it never wraps another of its kind.
    indirect case tainted(ExpressionValue)

    /// Makes text that came from no secret.
    ///
    /// - Parameter string: The text.
    /// - Returns: The value.
    public static func text(_ string: String) -> ExpressionValue {
        .text(ExpressionText(string))
    }

    /// Makes a list.
    ///
    /// - Parameter elements: The elements in order.
    /// - Returns: The value.
    public static func list(_ elements: [ExpressionValue]) -> ExpressionValue {
        .list(ExpressionList(elements))
    }

    /// Makes a map.
    ///
    /// - Parameter members: Names and values in order; of two with one name the last counts.
    /// - Returns: The value.
    public static func map(_ members: [(name: String, value: ExpressionValue)]) -> ExpressionValue {
        .map(ExpressionMap(members))
    }
}

extension ExpressionValue {
    /// Whether any part of the value was made of a secret.
    public var isTainted: Bool {
        switch self {
        case .text(let text): text.isTainted
        case .list(let list): list.isTainted
        case .map(let map): map.isTainted
        case .tainted: true
        default: false
        }
    }

    /// The value as one that was made of a secret as a whole.
    public var tainted: ExpressionValue {
        switch self {
        case .text(let text): .text(ExpressionText(text.string, isSecret: true))
        case .tainted: self
        default: .tainted(self)
        }
    }

    /// The value itself, if it is wrapped as one made of a secret.
    public var bare: ExpressionValue {
        if case .tainted(let value) = self { value } else { self }
    }

    /// The value, made of a secret if another was.
    func tainted(if isTainted: Bool) -> ExpressionValue {
        isTainted ? tainted : self
    }
}

extension ExpressionValue {
    /// Whether this is nothing.
    public var isNull: Bool {
        if case .null = bare { true } else { false }
    }

    /// Whether the value counts as true where a condition is asked for.
    ///
    /// False are nothing, `false`, zero, empty text, and the texts `false`, `0` and `-0`.
    public var isTruthy: Bool {
        switch bare {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .double(let value): value != 0
        case .decimal(let value): !value.isZero
        case .text(let text): !Self.falseTexts.contains(text.string)
        case .list, .map, .date, .tainted: true
        }
    }

    private static let falseTexts: Set<String> = ["", "false", "0", "-0"]

    /// The truth value of a boolean.
    public var bool: Bool? {
        if case .bool(let value) = bare { value } else { nil }
    }

    /// The value of a whole number that fits 64 bits.
    public var integer: Int64? {
        switch bare {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        case .decimal(let value): value.integer
        default: nil
        }
    }

    /// The characters of a text.
    public var string: String? {
        if case .text(let text) = bare { text.string } else { nil }
    }

    /// The elements of a list.
    public var elements: [ExpressionValue]? {
        if case .list(let list) = bare { list.elements } else { nil }
    }

    /// The members of a map.
    public var members: ExpressionMap? {
        if case .map(let map) = bare { map } else { nil }
    }

    /// Whether the value is a number.
    public var isNumber: Bool {
        switch bare {
        case .integer, .double, .decimal: true
        default: false
        }
    }

    /// The member of a map with a name, or the element of a list at a position, `nil` if there is none.
    ///
    /// - Parameter name: The name, or the position in digits.
    /// - Returns: The value, made of a secret if this is as a whole.
    public func member(_ name: String) -> ExpressionValue? {
        switch self {
        case .map(let map): map[name]
        case .list(let list): Int(name).flatMap { list[$0] }
        case .tainted(let value): value.member(name)?.tainted
        default: nil
        }
    }

    /// What the value is, with its article, for messages.
    public var kind: String {
        switch bare {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .double, .decimal: "a number"
        case .text: "a text"
        case .list: "a list"
        case .map: "a map"
        case .date: "a date"
        case .tainted: "a secret"
        }
    }
}
