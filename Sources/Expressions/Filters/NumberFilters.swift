import JSON

extension ExpressionLanguage {
    static let numberFilters: [Builtin] = [
        Builtin(
            .filter,
            "abs",
            [],
            "The number without its sign.",
            example: Builtin.Example("{{ -7 | abs }}", "7")
        ) { (_, arguments) throws(ExpressionError) in
            switch arguments.input.bare {
            case .integer(let value): return value < 0 ? try Arithmetic.negated(.integer(value)) : .integer(value)
            case .double(let value): return .double(abs(value))
            case .decimal(let value): return .decimal(value.magnitude)
            case .null: return .null
            default: throw arguments.failure("expects a number, found \(arguments.input.kind)")
            }
        },
        Builtin(
            .filter,
            "number",
            [.optional("type")],
            "A text as a number of a type: `INT`, `LONG`, `FLOAT`, `DOUBLE`, `BIGDECIMAL` or `BIGINTEGER`; by its form if none is named.",
            example: Builtin.Example(
                "{{ ('12345678901234567890' | number('BIGINTEGER')) + 1 }}",
                "12345678901234567891"
            )
        ) { (_, arguments) throws(ExpressionError) in try number(arguments) },
        Builtin(
            .filter,
            "numberFormat",
            [.optional("format", "'#,##0.###'")],
            "A number by a pattern of `#`, `0`, `,`, `.`, `%` and `E`.",
            example: Builtin.Example("{{ 1234567.891 | numberFormat('#,##0.00') }}", "1,234,567.89")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            guard let number = arguments.input.exact ?? arguments.input.string.flatMap({ ExpressionDecimal($0) }) else {
                throw arguments.failure("expects a number, found \(arguments.input.kind)")
            }
            return .text(try NumberPattern(try arguments.text(0, default: "#,##0.###")).text(of: number))
        },
    ]

    private static func number(_ arguments: Arguments) throws(ExpressionError) -> ExpressionValue {
        if arguments.input.isNull { return .null }
        let type = try arguments.text(0, default: "").uppercased()
        let text = Texts.trim(try arguments.inputText())
        let found = arguments.input.isTainted ? "******" : text.excerpt
        let decimal = ExpressionDecimal(text)
        switch type {
        case "INT", "INTEGER":
            if let value = decimal?.integer, let value = Int32(exactly: value) { return .integer(Int64(value)) }
            throw arguments.failure("expects a whole number of 32 bits, found `\(found)`")
        case "LONG":
            if let value = decimal?.integer { return .integer(value) }
            throw arguments.failure("expects a whole number of 64 bits, found `\(found)`")
        case "FLOAT":
            if decimal != nil, let value = Float(text), value.isFinite {
                return .double(Double(value.description) ?? Double(value))
            }
        case "DOUBLE":
            if decimal != nil, let value = Double(text), value.isFinite { return .double(value) }
        case "BIGDECIMAL":
            if let decimal { return .decimal(decimal) }
        case "BIGINTEGER":
            if let decimal { return .decimal(decimal.rounded(to: 0, .down)) }
        case "":
            if arguments.input.isNumber { return arguments.input.bare }
            guard let decimal else { break }
            let isWhole = !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
            if isWhole { return decimal.integer.map { .integer($0) } ?? .decimal(decimal) }
            return .double(decimal.double)
        default:
            throw arguments.failure(
                "expects `INT`, `LONG`, `FLOAT`, `DOUBLE`, `BIGDECIMAL` or `BIGINTEGER` as `type`, found `\(type.excerpt)`"
            )
        }
        throw arguments.failure("expects a number, found `\(found)`")
    }
}
