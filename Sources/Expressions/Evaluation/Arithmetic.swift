/// What operators make of two values.
enum Arithmetic {
    static func apply(
        _ symbol: BinaryOperator,
        _ left: ExpressionValue,
        _ right: ExpressionValue,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> ExpressionValue {
        switch symbol {
        case .equal: return .bool(try Comparison.equal(left, right, in: evaluation))
        case .notEqual: return .bool(!(try Comparison.equal(left, right, in: evaluation)))
        case .contains: return .bool(try Comparison.contains(left, right, in: evaluation))
        case .isIn: return .bool(try Comparison.contains(right, left, in: evaluation))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(try compare(symbol, left, right, in: evaluation))
        case .add where left.string != nil || right.string != nil:
            var writer = TextWriter(limit: evaluation.limits.maximumOutputBytes)
            try writer.append(left)
            try writer.append(right)
            return try evaluation.admit(.text(writer.text))
        case .add:
            if let elements = left.elements {
                let result = ExpressionValue.list(ExpressionList(elements + (right.elements ?? [right])))
                return try evaluation.admit(result.tainted(if: left.isWhollyTainted || right.isWhollyTainted))
            }
        case .subtract:
            if let elements = left.elements {
                let others = right.elements ?? [right]
                var kept: [ExpressionValue] = []
                for element in elements where try !Comparison.contains(others, element, in: evaluation) {
                    kept.append(element)
                }
                return .list(ExpressionList(kept)).tainted(if: left.isWhollyTainted)
            }
        default: break
        }
        let isTainted = left.isTainted || right.isTainted
        if case .decimal = left.bare, case .decimal = right.bare {
            // Products and quotients cost their digits times one another.
            try evaluation.spend(left.weight * right.weight >> 4)
        }
        return try numbers(symbol, left.bare, right.bare).tainted(if: isTainted)
    }

    static func negated(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        let result: ExpressionValue
        switch value.bare {
        case .integer(let number):
            guard number != .min else { throw overflow }
            result = .integer(-number)
        case .double(let number): result = .double(-number)
        case .decimal(let number): result = .decimal(number.negated)
        default: throw ExpressionError(.value, "`-` before a value expects a number, found \(value.kind)")
        }
        return result.tainted(if: value.isTainted)
    }

    static var overflow: ExpressionError {
        ExpressionError(.value, "the result does not fit 64 bits; convert a number with `number('BIGINTEGER')` first")
    }

    private static func compare(
        _ symbol: BinaryOperator,
        _ left: ExpressionValue,
        _ right: ExpressionValue,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> Bool {
        // Nothing is neither more nor less than anything.
        guard !left.isNull, !right.isNull else { return false }
        guard let order = try Comparison.order(left, right, in: evaluation) else {
            throw ExpressionError(
                .value,
                "`\(symbol.symbol)` expects two numbers, texts or dates, found \(left.kind) and \(right.kind)"
            )
        }
        return switch symbol {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        default: order >= 0
        }
    }

    private static func numbers(
        _ symbol: BinaryOperator,
        _ left: ExpressionValue,
        _ right: ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        switch (left, right) {
        case (.integer(let left), .integer(let right)):
            return .integer(try integers(symbol, left, right))
        case (.double, .integer), (.double, .double), (.double, .decimal), (.integer, .double), (.decimal, .double):
            return .double(try doubles(symbol, left.double ?? 0, right.double ?? 0))
        case (.decimal(let left), .integer(let right)):
            return .decimal(try decimals(symbol, left, ExpressionDecimal(right)))
        case (.integer(let left), .decimal(let right)):
            return .decimal(try decimals(symbol, ExpressionDecimal(left), right))
        case (.decimal(let left), .decimal(let right)):
            return .decimal(try decimals(symbol, left, right))
        default:
            let isText = left.string != nil || right.string != nil
            throw ExpressionError(
                .value,
                "`\(symbol.symbol)` expects two numbers, found \(left.kind) and \(right.kind)"
                    + (isText ? "; convert a text with `number`" : "")
            )
        }
    }

    private static func integers(_ symbol: BinaryOperator, _ left: Int64, _ right: Int64) throws(ExpressionError)
        -> Int64
    {
        if symbol == .divide || symbol == .remainder, right == 0 { throw zeroDivision }
        let (result, overflows) =
            switch symbol {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            default: right == -1 ? (0, false) : left.remainderReportingOverflow(dividingBy: right)
            }
        guard !overflows else { throw overflow }
        return result
    }

    private static func doubles(_ symbol: BinaryOperator, _ left: Double, _ right: Double) throws(ExpressionError)
        -> Double
    {
        if symbol == .divide || symbol == .remainder, right == 0 { throw zeroDivision }
        let result =
            switch symbol {
            case .add: left + right
            case .subtract: left - right
            case .multiply: left * right
            case .divide: left / right
            default: left.truncatingRemainder(dividingBy: right)
            }
        guard result.isFinite else { throw ExpressionError(.value, "the result is out of range") }
        return result
    }

    private static func decimals(
        _ symbol: BinaryOperator,
        _ left: ExpressionDecimal,
        _ right: ExpressionDecimal
    ) throws(ExpressionError) -> ExpressionDecimal {
        switch symbol {
        case .add: try left.adding(right)
        case .subtract: try left.subtracting(right)
        case .multiply: try left.multiplied(by: right)
        case .divide: try left.divided(by: right)
        default: try left.remainder(dividingBy: right)
        }
    }

    private static var zeroDivision: ExpressionError {
        ExpressionError(.value, "a number cannot be divided by zero")
    }
}

extension ExpressionValue {
    /// The value of a number, rounded if need be.
    public var double: Double? {
        switch bare {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .decimal(let value): value.double
        default: nil
        }
    }

    /// Whether the value is wrapped as one made of a secret, other than holding some that are.
    var isWhollyTainted: Bool {
        if case .tainted = self { true } else { false }
    }
}
