public import JSON

extension ExpressionValue {
    /// Makes a value of JSON.
    ///
    /// - Parameters:
    ///   - json: The JSON value; its depth is bounded by its reader.
    ///   - isSecret: Whether all of it is a secret.
    public init(_ json: JSON, isSecret: Bool = false) {
        let value: ExpressionValue =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .number(let value): .double(value)
            case .string(let text): .text(ExpressionText(text))
            case .array(let elements): .list(ExpressionList(elements.map { ExpressionValue($0) }))
            case .object(let object):
                .map(ExpressionMap(object.members.map { ($0.name, ExpressionValue($0.value)) }))
            }
        self = isSecret ? value.tainted : value
    }

    /// The value as JSON: dates as text, decimals as the nearest number; what was made of secrets is no longer told apart.
    public var json: JSON {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .double(let value): .number(value)
        case .decimal(let value): value.integer.map { .integer($0) } ?? .number(value.double)
        case .text(let text): .string(text.string)
        case .list(let list): .array(list.elements.map(\.json))
        case .map(let map): .object(JSONObject(map.members.map { ($0.name, $0.value.json) }))
        case .date(let date): .string(date.description)
        case .tainted(let value): value.json
        }
    }
}
