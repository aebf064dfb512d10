/// Reads durations as flows write them: weeks, days, hours, minutes and seconds of ISO 8601, as in `PT5M30S`.
enum TaskDuration {
    private static let units: [(name: UInt8, seconds: Int64, isTime: Bool)] = [
        (UInt8(ascii: "W"), 604_800, false), (UInt8(ascii: "D"), 86_400, false), (UInt8(ascii: "H"), 3600, true),
        (UInt8(ascii: "M"), 60, true), (UInt8(ascii: "S"), 1, true),
    ]

    /// What is longer is taken for this: nobody waits for it.
    static let longest = Duration.seconds(10 * 365 * 86_400)

    /// The duration that a text tells, `nil` if it tells none or one below zero.
    static func read(_ text: String) -> Duration? {
        var rest = Array(text.uppercased().utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
        var (units, isTime, sum) = (units[...], false, Duration.zero)
        while !rest.isEmpty {
            if !isTime, rest.first == UInt8(ascii: "T") {
                rest.removeFirst()
                isTime = true
                guard !rest.isEmpty else { return nil }
            }
            guard let (whole, nanoseconds) = number(&rest), let name = rest.popFirst(),
                let position = units.firstIndex(where: { $0.name == name && $0.isTime == isTime }),
                nanoseconds == 0 || name == UInt8(ascii: "S")
            else { return nil }
            sum += .seconds(min(whole, 1_000_000_000) * units[position].seconds) + .nanoseconds(nanoseconds)
            units = units[(position + 1)...]
        }
        return min(sum, longest)
    }

    /// Digits, and the nanoseconds of a fraction.
    private static func number(_ rest: inout ArraySlice<UInt8>) -> (whole: Int64, nanoseconds: Int64)? {
        guard let digits = digits(&rest) else { return nil }
        var nanoseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
            rest.removeFirst()
            let start = rest.startIndex
            guard let fraction = self.digits(&rest), rest.startIndex - start <= 9 else { return nil }
            nanoseconds = fraction
            for _ in (rest.startIndex - start)..<9 { nanoseconds *= 10 }
        }
        return (digits, nanoseconds)
    }

    /// The value of digits; more than fifteen of them are none.
    private static func digits(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...15).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }
}
