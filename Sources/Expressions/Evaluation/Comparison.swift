import JSON

/// Which values are equal, and which come before others.
enum Comparison {
    /// Whether two values are equal: numbers by their value, text by its code points, lists and maps by what they hold.
    static func equal(
        _ left: ExpressionValue,
        _ right: ExpressionValue,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> Bool {
        try evaluation.spend(1 + min(left.weight, right.weight) >> 6)
        switch (left.bare, right.bare) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.text(let left), .text(let right)): return left.string.hasSameBytes(as: right.string)
        case (.date(let left), .date(let right)): return left == right
        case (.list(let left), .list(let right)):
            guard left.elements.count == right.elements.count else { return false }
            for (first, second) in zip(left.elements, right.elements) {
                guard try equal(first, second, in: evaluation) else { return false }
            }
            return true
        case (.map(let left), .map(let right)):
            guard left.count == right.count else { return false }
            for (name, value) in left.members {
                guard let other = right[name], try equal(value, other, in: evaluation) else { return false }
            }
            return true
        case (let left, let right):
            return numberOrder(left, right) == 0
        }
    }

    /// Whether a list has an element, a map a name, a text another text; of a list it must have every element.
    static func contains(
        _ container: ExpressionValue,
        _ value: ExpressionValue,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> Bool {
        switch container.bare {
        case .null: return false
        case .list(let list):
            for wanted in value.elements ?? [value] {
                guard try contains(list.elements, wanted, in: evaluation) else { return false }
            }
            return true
        case .map(let map):
            return map[try evaluation.text(of: value).string] != nil
        case .text(let text):
            let part = try evaluation.text(of: value).string
            try evaluation.spend(1 + text.string.utf8.count >> 6)
            return Texts.firstRange(of: part, in: text.string) != nil
        default:
            throw ExpressionError(.value, "`contains` expects a list, a map or a text, found \(container.kind)")
        }
    }

    static func contains(
        _ elements: [ExpressionValue],
        _ value: ExpressionValue,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> Bool {
        for element in elements where try equal(element, value, in: evaluation) { return true }
        return false
    }

    /// Which of two values comes first: below zero, zero or above; `nil` if they are not of one kind.
    static func order(
        _ left: ExpressionValue,
        _ right: ExpressionValue,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> Int? {
        try evaluation.spend(1 + min(left.weight, right.weight) >> 6)
        switch (left.bare, right.bare) {
        case (.text(let left), .text(let right)):
            if left.string.hasSameBytes(as: right.string) { return 0 }
            return left.string.utf8.lexicographicallyPrecedes(right.string.utf8) ? -1 : 1
        case (.date(let left), .date(let right)): return left == right ? 0 : left < right ? -1 : 1
        case (.bool(let left), .bool(let right)): return left == right ? 0 : right ? -1 : 1
        case (let left, let right): return numberOrder(left, right)
        }
    }

    private static func numberOrder(_ left: ExpressionValue, _ right: ExpressionValue) -> Int? {
        func sign<Number: Comparable>(_ left: Number, _ right: Number) -> Int {
            left == right ? 0 : left < right ? -1 : 1
        }
        if case .integer(let left) = left, case .integer(let right) = right { return sign(left, right) }
        guard left.isNumber, right.isNumber else { return nil }
        // A whole number beyond 53 bits has no equal among those of double precision; decimals tell them apart.
        if let left = left.exact, let right = right.exact { return sign(left, right) }
        guard let left = left.double, let right = right.double else { return nil }
        return left < right ? -1 : left > right ? 1 : 0
    }
}

extension ExpressionValue {
    /// The number as a decimal, `nil` if it is none or not finite.
    var exact: ExpressionDecimal? {
        switch bare {
        case .integer(let value): ExpressionDecimal(value)
        case .double(let value): ExpressionDecimal(value)
        case .decimal(let value): value
        default: nil
        }
    }
}
