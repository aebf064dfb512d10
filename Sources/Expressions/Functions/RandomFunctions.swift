extension ExpressionLanguage {
    static let randomFunctions: [Builtin] = [
        Builtin(
            .function,
            "uuid",
            purity: .service,
            "A random UUID.",
            example: Builtin.Example("{{ uuid() }}", "00010203-0405-4607-8809-0a0b0c0d0e0f")
        ) { (evaluation, arguments) throws(ExpressionError) in
            var bytes = try random(16, arguments, evaluation)
            bytes[6] = bytes[6] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            let digits = Array(Texts.hex(bytes).utf8)
            let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: digits[$0], as: UTF8.self) }
            return .text(groups.joined(separator: "-"))
        },
        Builtin(
            .function,
            "id",
            purity: .service,
            "A random identifier of 22 letters and digits.",
            example: Builtin.Example("{{ id() }}", "000SYW7RiJxkEgOGusQGwp")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .text(base62(try random(16, arguments, evaluation), width: 22))
        },
        Builtin(
            .function,
            "ksuid",
            purity: .service,
            "An identifier of 27 letters and digits that sorts by the second it was made.",
            example: Builtin.Example("{{ ksuid() }}", "3Mnfl7VW3KQqWUUckURgsZ8kZ1L")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let now = try evaluation.service(\.now, for: arguments)()
            // The seconds are counted from 2014-05-13T16:53:20Z.
            let seconds = UInt32(truncatingIfNeeded: now.seconds - 1_400_000_000)
            let time = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: seconds >> UInt32($0)) }
            return .text(base62(time + (try random(16, arguments, evaluation)), width: 27))
        },
        Builtin(
            .function,
            "nanoId",
            [.optional("length", "21"), .optional("alphabet", "'_-0-9a-zA-Z'")],
            purity: .service,
            "A random identifier of a length, of letters, digits, `_` and `-` or of the characters given.",
            example: Builtin.Example("{{ nanoId(4, 'ab') }}", "bbbb")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let length = try arguments.integer(0, default: 21)
            guard (1...256).contains(length) else { throw arguments.failure("expects a `length` from 1 to 256") }
            let characters = Array(try arguments.text(1, default: nanoAlphabet))
            guard (2...256).contains(characters.count) else {
                throw arguments.failure("expects an `alphabet` of 2 to 256 characters")
            }
            var text = ""
            for _ in 0..<length {
                text.append(characters[Int(try number(below: UInt64(characters.count), arguments, evaluation))])
            }
            return .text(text)
        },
        Builtin(
            .function,
            "randomInt",
            [.required("lower"), .required("upper")],
            purity: .service,
            "A random whole number from `lower` on and below `upper`.",
            example: Builtin.Example("{{ randomInt(1, 2) }}", "1")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let (lower, upper) = (try arguments.integer(0), try arguments.integer(1))
            guard lower < upper else { throw arguments.failure("expects `lower` to be less than `upper`") }
            let width = UInt64(bitPattern: upper) &- UInt64(bitPattern: lower)
            return .integer(lower &+ Int64(bitPattern: try number(below: width, arguments, evaluation)))
        },
        Builtin(
            .function,
            "randomPort",
            purity: .service,
            "A port that is free where the template is rendered.",
            example: Builtin.Example("{{ randomPort() }}", "20000")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .integer(Int64(try evaluation.service(\.freePort, for: arguments)()))
        },
    ]

    private static let nanoAlphabet = "_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

    private static func random(
        _ count: Int,
        _ arguments: Arguments,
        _ evaluation: Evaluation
    ) throws(ExpressionError) -> [UInt8] {
        let bytes = try evaluation.service(\.randomBytes, for: arguments)(count)
        guard bytes.count == count else { throw arguments.failure("got no random bytes", kind: .failed) }
        return bytes
    }

    /// A random number below a bound, each equally likely: numbers beyond its last whole multiple are thrown again.
    private static func number(
        below bound: UInt64,
        _ arguments: Arguments,
        _ evaluation: Evaluation
    ) throws(ExpressionError) -> UInt64 {
        let excess = (UInt64.max % bound + 1) % bound
        for _ in 0..<128 {
            let value = try random(8, arguments, evaluation).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if value <= UInt64.max - excess { return value % bound }
        }
        throw arguments.failure("got no random bytes", kind: .failed)
    }

    private static let base62Digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Bytes as one number in base 62.
    private static func base62(_ bytes: [UInt8], width: Int) -> String {
        var (number, digits): ([UInt8], [UInt8]) = (bytes, [])
        for _ in 0..<width {
            var rest = 0
            for index in number.indices {
                let value = rest << 8 | Int(number[index])
                number[index] = UInt8(value / 62)
                rest = value % 62
            }
            digits.append(base62Digits[rest])
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
