/// Lists of numbers or characters that follow one another.
enum Ranges {
    static func range(
        _ first: ExpressionValue,
        _ last: ExpressionValue,
        step: ExpressionValue?,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> ExpressionValue {
        let isTainted = first.isTainted || last.isTainted || step?.isTainted == true
        if let first = scalar(first), let last = scalar(last) {
            let numbers = try integers(Int64(first.value), Int64(last.value), try stride(step), in: evaluation)
            let texts = numbers.compactMap { Unicode.Scalar(UInt32($0)) }.map {
                ExpressionValue.text(String(Character($0)))
            }
            return try evaluation.admit(.list(ExpressionList(texts)).tainted(if: isTainted))
        }
        guard let first = first.integer, let last = last.integer else {
            throw ExpressionError(
                .value,
                "a range expects two whole numbers or two characters, found \(first.kind) and \(last.kind)",
                name: "range"
            )
        }
        let numbers = try integers(first, last, try stride(step), in: evaluation)
        return try evaluation.admit(.list(ExpressionList(numbers.map { .integer($0) })).tainted(if: isTainted))
    }

    private static func stride(_ value: ExpressionValue?) throws(ExpressionError) -> Int64 {
        guard let value else { return 1 }
        guard let step = value.integer, step != 0 else {
            throw ExpressionError(.value, "the step of a range expects a whole number other than 0", name: "range")
        }
        return step
    }

    private static func integers(
        _ first: Int64,
        _ last: Int64,
        _ step: Int64,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> [Int64] {
        guard step > 0 ? first <= last : first >= last else { return [] }
        let distance = step > 0 ? last.magnitudeOfDifference(first) : first.magnitudeOfDifference(last)
        let count = distance / step.magnitude
        let limit = evaluation.limits.maximumRange
        guard count < UInt64(limit) else {
            throw ExpressionError(.limit, "the range has more than \(limit) numbers", name: "range")
        }
        // The last number is within the range, so no sum overflows.
        return (0...Int64(count)).map { first + $0 * step }
    }

    /// The character of a text that has one.
    private static func scalar(_ value: ExpressionValue) -> Unicode.Scalar? {
        guard let scalars = value.string?.unicodeScalars, scalars.count == 1 else { return nil }
        return scalars.first
    }
}

extension Int64 {
    /// The difference to a number that is no greater, which may not fit a signed one.
    fileprivate func magnitudeOfDifference(_ lesser: Int64) -> UInt64 {
        UInt64(bitPattern: self) &- UInt64(bitPattern: lesser)
    }
}
