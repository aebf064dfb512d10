/// A decimal number of up to 400 digits: digits and a place for the point.
public struct ExpressionDecimal: Sendable, Hashable {
    /// Whether it is below zero.
    private(set) var isNegative: Bool
    /// The digits, the most significant first and not zero; none for zero.
    private(set) var digits: [UInt8]
    /// How many of the digits stand after the point.
    private(set) var scale: Int

    /// Numbers of more digits, or with a point further away, are refused: what they cost grows with the square.
    static let maximumDigits = 400

    init(isNegative: Bool = false, digits: [UInt8], scale: Int = 0) {
        let zeros = digits.prefix { $0 == 0 }.count
        self.digits = zeros == 0 ? digits : Array(digits.dropFirst(zeros))
        self.isNegative = isNegative && !self.digits.isEmpty
        self.scale = scale
    }

    /// Makes a whole number.
    ///
    /// - Parameter value: The number.
    public init(_ value: Int64) {
        self.init(isNegative: value < 0, digits: String(value.magnitude).utf8.map { $0 &- 48 })
    }

    /// Reads a number as `-12.50` or `1e-3`, `nil` if the text is none or has too many digits.
    ///
    /// - Parameter text: The text.
    public init?(_ text: String) {
        var bytes = text.utf8[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        let parts = bytes.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
        var exponent = 0
        if parts.count == 2 {
            guard let value = Int(String(parts[1]) ?? ""), value.magnitude <= Self.maximumDigits.magnitude else {
                return nil
            }
            exponent = value
        }
        let places = parts[0].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = places.count == 2 ? places[1] : parts[0].prefix(0)
        let all = Array(places[0]) + Array(fraction)
        guard !all.isEmpty, all.count <= Self.maximumDigits, all.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        self.init(isNegative: isNegative, digits: all.map { $0 - 48 }, scale: fraction.count - exponent)
        guard fits else { return nil }
    }

    /// Makes a number of the digits with which a `Double` is written, `nil` if it is not finite.
    ///
    /// - Parameter value: The number.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.init(value.description)
    }

    private var fits: Bool { digits.count <= Self.maximumDigits && scale.magnitude <= Self.maximumDigits.magnitude }

    func checked() throws(ExpressionError) -> ExpressionDecimal {
        guard fits else {
            throw ExpressionError(.limit, "the number has more than \(Self.maximumDigits) digits")
        }
        return self
    }

    /// Whether it is zero.
    public var isZero: Bool { digits.isEmpty }

    /// The nearest number of double precision.
    public var double: Double { Double("\(isNegative ? "-" : "")\(text(of: digits))e\(-scale)") ?? 0 }

    /// The value of a whole number that fits 64 bits.
    public var integer: Int64? {
        guard let whole = isZero ? ExpressionDecimal(0) : withScale(0), whole.digits.count <= 19 else { return nil }
        return Int64("\(isNegative ? "-" : "")\(text(of: whole.digits))")
    }

    /// About how many bytes it takes to write it.
    var weight: Int { 16 + digits.count + Int(scale.magnitude) }

    private func text(of digits: [UInt8]) -> String {
        digits.isEmpty ? "0" : String(decoding: digits.map { $0 &+ 48 }, as: UTF8.self)
    }

    /// The same number with its point elsewhere, `nil` if digits other than zero would be lost.
    private func withScale(_ wanted: Int) -> ExpressionDecimal? {
        if wanted >= scale {
            let zeros = [UInt8](repeating: 0, count: digits.isEmpty ? 0 : wanted - scale)
            return ExpressionDecimal(isNegative: isNegative, digits: digits + zeros, scale: wanted)
        }
        let surplus = scale - wanted
        guard digits.suffix(surplus).allSatisfy({ $0 == 0 }) else { return nil }
        return ExpressionDecimal(isNegative: isNegative, digits: Array(digits.dropLast(surplus)), scale: wanted)
    }

    /// The digits before the point, and exactly so many after it as the scale says.
    var places: (whole: [UInt8], fraction: [UInt8]) {
        if scale <= 0 {
            return (isZero ? [] : digits + [UInt8](repeating: 0, count: -scale), [])
        }
        let padded = [UInt8](repeating: 0, count: max(0, scale - digits.count)) + digits
        return (Array(padded.dropLast(scale)), Array(padded.suffix(scale)))
    }
}

extension ExpressionDecimal: CustomStringConvertible {
    /// The number in digits, without an exponent.
    public var description: String {
        let (whole, fraction) = places
        return (isNegative ? "-" : "") + text(of: whole) + (fraction.isEmpty ? "" : "." + plain(fraction))
    }

    private func plain(_ digits: [UInt8]) -> String {
        String(decoding: digits.map { $0 &+ 48 }, as: UTF8.self)
    }
}

extension ExpressionDecimal: Comparable {
    /// Whether two numbers are the same, wherever their points stand.
    public static func == (left: ExpressionDecimal, right: ExpressionDecimal) -> Bool {
        left.order(right) == 0
    }

    /// Whether one number is less than another.
    public static func < (left: ExpressionDecimal, right: ExpressionDecimal) -> Bool {
        left.order(right) < 0
    }

    /// Feeds the number to a hasher, so that equal numbers hash alike.
    ///
    /// - Parameter hasher: The hasher.
    public func hash(into hasher: inout Hasher) {
        let zeros = digits.reversed().prefix { $0 == 0 }.count
        hasher.combine(isNegative)
        hasher.combine(digits.dropLast(zeros))
        hasher.combine(isZero ? 0 : scale - zeros)
    }

    private func order(_ other: ExpressionDecimal) -> Int {
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        let (left, right) = Self.aligned(self, other)
        let order = Self.order(left, right)
        return isNegative ? -order : order
    }

    /// The digits of both with the point at one place.
    static func aligned(_ left: ExpressionDecimal, _ right: ExpressionDecimal) -> ([UInt8], [UInt8]) {
        func padded(_ number: ExpressionDecimal, _ count: Int) -> [UInt8] {
            number.isZero ? [] : number.digits + [UInt8](repeating: 0, count: max(0, count))
        }
        return (padded(left, right.scale - left.scale), padded(right, left.scale - right.scale))
    }

    static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard left.count == right.count else { return left.count < right.count ? -1 : 1 }
        for (first, second) in zip(left, right) where first != second { return first < second ? -1 : 1 }
        return 0
    }
}
