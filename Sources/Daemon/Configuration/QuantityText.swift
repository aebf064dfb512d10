/// Durations and sizes as people write them.
enum QuantityText {
    private static let century: Int64 = 3_155_760_000_000

    private static let durationUnits: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    private static let sizeUnits: [(name: String, bytes: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1), ("", 1),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("KB", 1_000),
    ]

    /// Reads `30s`, `1h30m`, `250ms`, `PT5M` or `P1DT0.5S`, up to a hundred years.
    static func duration(_ text: String) -> Duration? {
        let milliseconds = text.hasPrefix("P") ? isoMilliseconds(text.dropFirst()) : milliseconds(text[...])
        return milliseconds.flatMap { $0 <= century ? .milliseconds($0) : nil }
    }

    /// The shortest text from which the duration is read, to the millisecond.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
        guard rest > 0 else { return "0s" }
        var text = ""
        for (name, size) in durationUnits where rest >= size {
            text += "\(rest / size)\(name)"
            rest %= size
        }
        return text
    }

    /// Reads `16MiB`, `10 GB` or a number of bytes.
    static func size(_ text: String) -> Int? {
        var rest = text[...]
        guard let number = takeNumber(&rest) else { return nil }
        if rest.first == " ", rest.count > 1 { rest = rest.dropFirst() }
        guard let unit = sizeUnits.first(where: { $0.name == rest }) else { return nil }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: Int64(unit.bytes))
        return overflows ? nil : Int(exactly: bytes)
    }

    /// The size in the largest unit that divides it.
    static func text(bytes: Int) -> String {
        guard bytes > 0, let unit = sizeUnits.prefix(5).first(where: { bytes.isMultiple(of: $0.bytes) }) else {
            return "\(bytes)B"
        }
        return "\(bytes / unit.bytes)\(unit.name)"
    }

    private static func milliseconds(_ text: Substring) -> Int64? {
        var rest = text
        var total: Int64 = 0
        var units = durationUnits[...]
        while !rest.isEmpty {
            guard let number = takeNumber(&rest) else { return nil }
            let name = rest.prefix { !$0.isNumber }
            guard let place = units.firstIndex(where: { $0.name == name }) else { return nil }
            rest = rest.dropFirst(name.count)
            guard let sum = adding(number, times: units[place].milliseconds, to: total) else { return nil }
            total = sum
            // Each unit once, from the largest down.
            units = units[(place + 1)...]
        }
        return text.isEmpty ? nil : total
    }

    /// What follows the `P` of ISO 8601, without years and months, whose length is not fixed.
    private static func isoMilliseconds(_ text: Substring) -> Int64? {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = parts.first, !text.isEmpty, !(parts.count == 2 && parts[1].isEmpty) else { return nil }
        var total: Int64 = 0
        var rest = date
        guard take(&rest, &total, [("W", 604_800_000), ("D", 86_400_000)]), rest.isEmpty else { return nil }
        guard parts.count == 2 else { return total }
        rest = parts[1]
        guard take(&rest, &total, [("H", 3_600_000), ("M", 60_000), ("S", 1_000)]), rest.isEmpty else { return nil }
        return total
    }

    private static func take(_ rest: inout Substring, _ total: inout Int64, _ units: [(Character, Int64)]) -> Bool {
        for (name, size) in units where !rest.isEmpty {
            var attempt = rest
            guard let number = takeNumber(&attempt) else { return false }
            var fraction: Int64 = 0
            if name == "S", attempt.first == "." || attempt.first == "," {
                let digits = attempt.dropFirst().prefix { $0.isASCII && $0.isNumber }
                guard (1...9).contains(digits.count),
                    let thousandths = Int64((digits + "000").prefix(3))
                else { return false }
                fraction = thousandths
                attempt = attempt.dropFirst(1 + digits.count)
            }
            guard attempt.first == name else { continue }
            guard let sum = adding(number, times: size, to: total + fraction) else { return false }
            total = sum
            rest = attempt.dropFirst()
        }
        return true
    }

    private static func adding(_ number: Int64, times size: Int64, to total: Int64) -> Int64? {
        let (product, overflows) = number.multipliedReportingOverflow(by: size)
        let (sum, overflowsToo) = total.addingReportingOverflow(product)
        return overflows || overflowsToo ? nil : sum
    }

    /// Takes decimal digits, at most 18 of them, which fit.
    private static func takeNumber(_ rest: inout Substring) -> Int64? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...18).contains(digits.count), let number = Int64(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }
}
