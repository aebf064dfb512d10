/// The least and the greatest value that are accepted, both included.
public struct ValueRange<Value: Comparable & Hashable & Sendable>: Sendable, Hashable {
    /// The least value accepted.
    public var lower: Value?

    /// The greatest value accepted.
    public var upper: Value?

    /// Makes a range.
    ///
    /// - Parameters:
    ///   - lower: The least value accepted, `nil` for any.
    ///   - upper: The greatest value accepted, `nil` for any.
    public init(from lower: Value? = nil, to upper: Value? = nil) {
        (self.lower, self.upper) = (lower, upper)
    }

    /// Whether no value can be in the range.
    var isEmpty: Bool {
        guard let lower, let upper else { return false }
        return lower > upper
    }
}

/// How messages speak of the ends of a range.
enum RangeWords {
    case numbers
    case times

    var atLeast: String { self == .numbers ? "at least" : "no time before" }
    var atMost: String { self == .numbers ? "at most" : "no time after" }
}

extension ValueRange where Value: CustomStringConvertible {
    /// Refuses a value outside the range.
    func check(_ value: Value, _ words: RangeWords) throws(FlowValueError) {
        if let lower, value < lower { throw FlowValueError("expected \(words.atLeast) `\(lower)`, found `\(value)`") }
        if let upper, value > upper { throw FlowValueError("expected \(words.atMost) `\(upper)`, found `\(value)`") }
    }
}
