import JSON

/// Reads a field of a cron expression.
struct CronFieldReader {
    /// What a field counts.
    enum Unit: String {
        case second, minute, hour
        case dayOfMonth = "day of the month"
        case month
        case dayOfWeek = "day of the week"
    }

    private let unit: Unit

    init(_ unit: Unit) {
        self.unit = unit
    }

    /// The values that may be written.
    private var range: ClosedRange<Int> {
        switch unit {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The names of values, from the first one.
    private var names: [String] {
        switch unit {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    func field(_ text: Substring) throws(FlowValueError) -> CronExpression.Field {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try self.bits(part)
        }
        if unit == .dayOfWeek, bits & (1 << 7) != 0 {
            bits = bits & ~(1 << 7) | 1
        }
        return CronExpression.Field(bits: bits, isAny: text == "*" || text == "?")
    }

    /// The values of one part: `5`, `1-5`, `*/10`, `1-20/5`.
    private func bits(_ part: Substring) throws(FlowValueError) -> UInt64 {
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let step = pieces.count > 1 ? try self.step(pieces[1], in: part) : 1
        let values = try self.values(pieces[0], isStepped: pieces.count > 1, in: part)
        var bits: UInt64 = 0
        for value in stride(from: values.lowerBound, through: values.upperBound, by: step) {
            bits |= 1 << UInt64(value)
        }
        return bits
    }

    private func values(_ text: Substring, isStepped: Bool, in part: Substring) throws(FlowValueError) -> ClosedRange<
        Int
    > {
        // The seventh day is the day 0 again.
        let all = unit == .dayOfWeek ? 0...6 : range
        if text == "*" { return all }
        if text == "?", unit == .dayOfMonth || unit == .dayOfWeek, !isStepped { return all }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let first = try value(ends[0], in: part)
        guard ends.count > 1 else { return first...(isStepped ? max(first, all.upperBound) : first) }
        let last = try value(ends[1], in: part)
        guard first <= last else {
            throw FlowValueError(
                "expected a range of \(unit.rawValue)s from the lower to the higher, found `\(shown(part))`"
            )
        }
        return first...last
    }

    private func value(_ text: Substring, in part: Substring) throws(FlowValueError) -> Int {
        if let position = names.firstIndex(of: text.uppercased()) { return position + (unit == .month ? 1 : 0) }
        guard text.utf8.count <= 2, let value = digits(text), range.contains(value) else {
            let form = "a \(unit.rawValue) of \(range.lowerBound) to \(range.upperBound)"
            throw FlowValueError("expected \(form) in a cron expression, found `\(shown(part))`")
        }
        return value
    }

    private func step(_ text: Substring, in part: Substring) throws(FlowValueError) -> Int {
        guard text.utf8.count <= 2, let step = digits(text), step > 0 else {
            throw FlowValueError("expected a step of 1 to 99 in a cron expression, found `\(shown(part))`")
        }
        return step
    }

    /// A number of digits only, which `Int` would not insist on.
    private func digits(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(text)
    }

    private func shown(_ part: Substring) -> String { String(part).excerpt }
}
