import JSON

/// A pattern for numbers as Java's `DecimalFormat` has it, such as `#,##0.00`.
struct NumberPattern: Sendable {
    private struct Affixes: Sendable {
        var prefix = ""
        var suffix = ""
    }

    private var positive = Affixes()
    private var negative: Affixes?
    private var leastWhole = 0
    private var leastFraction = 0
    private var mostFraction = 0
    private var grouping = 0
    private var shift = 0
    /// The digits of the exponent; 0 without one.
    private var exponent = 0
    private var mostWhole = 0

    private static let limit = 128

    /// Reads a pattern.
    init(_ text: String) throws(ExpressionError) {
        guard text.utf8.count <= Self.limit else {
            throw ExpressionError(.limit, "the number pattern is longer than \(Self.limit) bytes")
        }
        var rest = Array(text.unicodeScalars)[...]
        positive.prefix = try Self.affix(&rest, &shift)
        try readDigits(&rest, text)
        positive.suffix = try Self.affix(&rest, &shift)
        if rest.popFirst() == ";" {
            var other = Affixes()
            var ignored = 0
            other.prefix = try Self.affix(&rest, &ignored)
            rest = rest.drop { "#0,.E".unicodeScalars.contains($0) }
            other.suffix = try Self.affix(&rest, &ignored)
            negative = other
        }
        guard rest.isEmpty else { throw Self.malformed(text) }
    }

    private static func malformed(_ text: String) -> ExpressionError {
        ExpressionError(.value, "the number pattern `\(text.excerpt)` is malformed; expected one such as `#,##0.00`")
    }

    /// Reads what stands before or after the digits.
    private static func affix(_ rest: inout ArraySlice<Unicode.Scalar>, _ shift: inout Int) throws(ExpressionError)
        -> String
    {
        var text = ""
        while let next = rest.first, !"#0,.;".unicodeScalars.contains(next) {
            rest.removeFirst()
            switch next {
            case "'":
                if rest.first == "'" {
                    rest.removeFirst()
                    text += "'"
                    continue
                }
                while let quoted = rest.popFirst(), quoted != "'" { text.unicodeScalars.append(quoted) }
            case "%":
                shift = 2
                text += "%"
            case "\u{2030}":
                shift = 3
                text += "\u{2030}"
            default: text.unicodeScalars.append(next)
            }
        }
        return text
    }

    private mutating func readDigits(_ rest: inout ArraySlice<Unicode.Scalar>, _ text: String) throws(ExpressionError) {
        var hasGroups = false
        while let next = rest.first, "#0,".unicodeScalars.contains(next) {
            rest.removeFirst()
            if next == "," {
                (hasGroups, grouping) = (true, 0)
                continue
            }
            guard next == "0" || leastWhole == 0 else { throw Self.malformed(text) }
            if next == "0" { leastWhole += 1 }
            mostWhole += 1
            grouping += 1
        }
        if !hasGroups { grouping = 0 }
        guard !hasGroups || grouping > 0 else { throw Self.malformed(text) }
        if rest.first == "." {
            rest.removeFirst()
            while let next = rest.first, "#0".unicodeScalars.contains(next) {
                rest.removeFirst()
                guard next == "#" || leastFraction == mostFraction else { throw Self.malformed(text) }
                if next == "0" { leastFraction += 1 }
                mostFraction += 1
            }
        }
        if rest.first == "E", rest.dropFirst().first == "0" {
            rest.removeFirst()
            while rest.first == "0" {
                rest.removeFirst()
                exponent += 1
            }
        }
        guard mostWhole + mostFraction > 0 else { throw Self.malformed(text) }
        if leastWhole == 0, mostFraction == 0 { leastWhole = 1 }
    }

    /// The text of a number.
    func text(of number: ExpressionDecimal) -> String {
        let shifted = ExpressionDecimal(
            isNegative: number.isNegative,
            digits: number.digits,
            scale: number.scale - shift
        )
        let body = exponent > 0 ? scientific(shifted.magnitude) : plain(shifted.magnitude)
        let isZero = !body.utf8.contains { (49...57).contains($0) }
        guard shifted.isNegative, !isZero else { return positive.prefix + body + positive.suffix }
        if let negative { return negative.prefix + body + negative.suffix }
        return "-" + positive.prefix + body + positive.suffix
    }

    private func plain(_ number: ExpressionDecimal) -> String {
        let rounded = number.rounded(to: mostFraction, .halfEven)
        let (whole, fraction) = rounded.places
        return grouped(whole) + fractionText(fraction)
    }

    private func fractionText(_ digits: [UInt8]) -> String {
        var fraction = digits
        while fraction.count < leastFraction { fraction.append(0) }
        while fraction.count > leastFraction, fraction.last == 0 { fraction.removeLast() }
        return fraction.isEmpty ? "" : "." + String(decoding: fraction.map { $0 &+ 48 }, as: UTF8.self)
    }

    private func grouped(_ digits: [UInt8]) -> String {
        let padded = [UInt8](repeating: 0, count: max(0, leastWhole - digits.count)) + digits
        var text: [UInt8] = []
        for (index, digit) in padded.enumerated() {
            if grouping > 0, index > 0, (padded.count - index).isMultiple(of: grouping) {
                text.append(UInt8(ascii: ","))
            }
            text.append(digit &+ 48)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// One digit before the point, or so many as the pattern has zeros there.
    private func scientific(_ number: ExpressionDecimal) -> String {
        let whole = max(1, leastWhole)
        guard !number.isZero else { return grouped([0]) + fractionText([]) + "E" + DatePattern.padded(0, exponent) }
        var power = number.digits.count - number.scale - whole
        var mantissa = ExpressionDecimal(digits: number.digits, scale: number.digits.count - whole)
            .rounded(to: mostFraction, .halfEven)
        if mantissa.places.whole.count > whole {
            power += 1
            mantissa = ExpressionDecimal(digits: number.digits, scale: number.digits.count - whole + 1)
                .rounded(to: mostFraction, .halfEven)
        }
        let (digits, fraction) = mantissa.places
        return grouped(digits) + fractionText(fraction) + "E" + DatePattern.padded(power, exponent)
    }
}
