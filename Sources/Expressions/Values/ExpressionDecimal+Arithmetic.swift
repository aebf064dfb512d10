extension ExpressionDecimal {
    /// How a digit that is cut off changes the last one that stays.
    enum Rounding: String, CaseIterable {
        case up = "UP"
        case down = "DOWN"
        case ceiling = "CEILING"
        case floor = "FLOOR"
        case halfUp = "HALF_UP"
        case halfDown = "HALF_DOWN"
        case halfEven = "HALF_EVEN"
    }

    /// The digits a quotient has at most, as those of IEEE 754 decimal128.
    private static let quotientDigits = 34

    var negated: ExpressionDecimal {
        ExpressionDecimal(isNegative: !isNegative, digits: digits, scale: scale)
    }

    var magnitude: ExpressionDecimal {
        ExpressionDecimal(digits: digits, scale: scale)
    }

    func adding(_ other: ExpressionDecimal) throws(ExpressionError) -> ExpressionDecimal {
        let (left, right) = Self.aligned(self, other)
        let scale = max(scale, other.scale)
        if isNegative == other.isNegative {
            return try ExpressionDecimal(isNegative: isNegative, digits: Self.sum(left, right), scale: scale).checked()
        }
        let isLess = Self.order(left, right) < 0
        return try ExpressionDecimal(
            isNegative: isLess ? other.isNegative : isNegative,
            digits: isLess ? Self.difference(right, left) : Self.difference(left, right),
            scale: scale
        ).checked()
    }

    func subtracting(_ other: ExpressionDecimal) throws(ExpressionError) -> ExpressionDecimal {
        try adding(other.negated)
    }

    func multiplied(by other: ExpressionDecimal) throws(ExpressionError) -> ExpressionDecimal {
        guard digits.count + other.digits.count <= Self.maximumDigits + 1 else {
            throw ExpressionError(.limit, "the number has more than \(Self.maximumDigits) digits")
        }
        var product = [Int](repeating: 0, count: digits.count + other.digits.count)
        for (row, left) in digits.enumerated().reversed() {
            var carry = 0
            for (column, right) in other.digits.enumerated().reversed() {
                let value = product[row + column + 1] + Int(left) * Int(right) + carry
                product[row + column + 1] = value % 10
                carry = value / 10
            }
            product[row] += carry
        }
        return try ExpressionDecimal(
            isNegative: isNegative != other.isNegative,
            digits: product.map { UInt8($0) },
            scale: scale + other.scale
        ).checked()
    }

    /// The quotient with up to 34 digits, the last rounded half to even; whole if both are whole and it is.
    func divided(by other: ExpressionDecimal) throws(ExpressionError) -> ExpressionDecimal {
        guard !other.isZero else { throw ExpressionError(.value, "a number cannot be divided by zero") }
        let extra = max(0, Self.quotientDigits + other.digits.count - digits.count) + 1
        let (quotient, rest) = Self.quotient(digits + [UInt8](repeating: 0, count: isZero ? 0 : extra), other.digits)
        // A rest makes a digit that is exactly half more than half.
        let sticky: [UInt8] = rest.isEmpty ? [] : [1]
        var result = ExpressionDecimal(
            isNegative: isNegative != other.isNegative,
            digits: quotient + sticky,
            scale: scale - other.scale + extra + sticky.count
        )
        if result.digits.count > Self.quotientDigits {
            result = result.rounded(to: result.scale - (result.digits.count - Self.quotientDigits), .halfEven)
        }
        return try result.trimmed(to: max(0, scale - other.scale)).checked()
    }

    /// The rest of a division whose quotient is cut to a whole number; it has the sign of the number divided.
    func remainder(dividingBy other: ExpressionDecimal) throws(ExpressionError) -> ExpressionDecimal {
        guard !other.isZero else { throw ExpressionError(.value, "a number cannot be divided by zero") }
        let (left, right) = Self.aligned(self, other)
        let (_, rest) = Self.quotient(left, right)
        return try ExpressionDecimal(isNegative: isNegative, digits: rest, scale: max(scale, other.scale)).checked()
    }

    /// The number with at most so many digits after the point.
    func rounded(to wanted: Int, _ rounding: Rounding) -> ExpressionDecimal {
        guard scale > wanted else { return self }
        let surplus = scale - wanted
        let cut = Array([UInt8](repeating: 0, count: max(0, surplus - digits.count)) + digits).suffix(surplus)
        let kept = Array(digits.dropLast(surplus))
        let isUp = Self.roundsUp(Array(cut), isNegative: isNegative, isOdd: (kept.last ?? 0) % 2 == 1, rounding)
        return ExpressionDecimal(isNegative: isNegative, digits: isUp ? Self.sum(kept, [1]) : kept, scale: wanted)
    }

    private static func roundsUp(_ cut: [UInt8], isNegative: Bool, isOdd: Bool, _ rounding: Rounding) -> Bool {
        guard cut.contains(where: { $0 != 0 }) else { return false }
        let half = order(cut, [5] + [UInt8](repeating: 0, count: cut.count - 1))
        return switch rounding {
        case .up: true
        case .down: false
        case .ceiling: !isNegative
        case .floor: isNegative
        case .halfUp: half >= 0
        case .halfDown: half > 0
        case .halfEven: half > 0 || half == 0 && isOdd
        }
    }

    /// Without zeros at the end of the fraction, but for so many digits.
    private func trimmed(to least: Int) -> ExpressionDecimal {
        guard !isZero else { return ExpressionDecimal(0) }
        let zeros = min(digits.reversed().prefix { $0 == 0 }.count, max(0, scale - least))
        return ExpressionDecimal(isNegative: isNegative, digits: Array(digits.dropLast(zeros)), scale: scale - zeros)
    }

    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var (result, carry): ([UInt8], UInt8) = ([], 0)
        for place in 0..<max(left.count, right.count) {
            let value = digit(left, place) + digit(right, place) + carry
            result.append(value % 10)
            carry = value / 10
        }
        if carry > 0 { result.append(carry) }
        return result.reversed()
    }

    /// The difference of a number and one that is no greater.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var (result, borrow): ([UInt8], UInt8) = ([], 0)
        for place in 0..<left.count {
            let value = digit(left, place) + 10 - digit(right, place) - borrow
            result.append(value % 10)
            borrow = value < 10 ? 1 : 0
        }
        return Array(result.reversed().drop { $0 == 0 })
    }

    /// The digit at a place counted from the end.
    private static func digit(_ digits: [UInt8], _ place: Int) -> UInt8 {
        place < digits.count ? digits[digits.count - 1 - place] : 0
    }

    /// Long division: for each digit the divisor is taken away as often as it goes.
    private static func quotient(_ dividend: [UInt8], _ divisor: [UInt8]) -> (quotient: [UInt8], rest: [UInt8]) {
        var (quotient, rest): ([UInt8], [UInt8]) = ([], [])
        for digit in dividend {
            if !rest.isEmpty || digit != 0 { rest.append(digit) }
            var count: UInt8 = 0
            while order(rest, divisor) >= 0 {
                rest = difference(rest, divisor)
                count += 1
            }
            quotient.append(count)
        }
        return (Array(quotient.drop { $0 == 0 }), rest)
    }
}
