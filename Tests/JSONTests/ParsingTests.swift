import JSON
import Testing

@Suite("Parsing JSON")
struct ParsingTests {
    @Test(
        arguments: [
            ("null", .null), ("true", true), (" false\r\n\t", false), ("0", 0), ("-1", -1),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("1.5", 1.5), ("1e2", .number(100)), ("-2.5E-1", .number(-0.25)), ("1E+2", .number(100)),
            ("\"\"", ""), (#""a\"\\\/\b\f\n\r\tb""#, "a\"\\/\u{8}\u{C}\n\r\tb"),
            (#""\u00e9\uD83D\uDE00\u0041""#, "é😀A"), ("\"é😀\u{7F}\"", "é😀\u{7F}"), (#""é\né""#, "é\né"),
            ("[]", []), ("[1,[2,[]],{}]", [1, [2, []], [:]]), ("{ }", [:]),
            (#"{"a":{"b":[null]},"":1}"#, ["a": ["b": [nil]], "": 1]), (" [ 1 , 2 ] ", [1, 2]),
        ] as [(String, JSON)]
    )
    func `reads a document`(_ text: String, _ expected: JSON) throws {
        #expect(try JSON(parsing: text) == expected)
    }

    @Test func `tells integers from other numbers`() throws {
        guard case .integer(7) = try JSON(parsing: "7") else {
            Issue.record("7 is no integer")
            return
        }
        guard case .number(let zero) = try JSON(parsing: "-0"), zero.sign == .minus, zero == 0 else {
            Issue.record("-0 lost its sign")
            return
        }
        guard case .number(1e18) = try JSON(parsing: "1e18") else {
            Issue.record("1e18 is no Double")
            return
        }
        #expect(try JSON(parsing: "9223372036854775808").integer == nil)
        #expect(try JSON(parsing: "18446744073709551616").number == 18_446_744_073_709_551_616)
        #expect(try JSON(parsing: "2.0").integer == 2)
    }

    @Test(arguments: [
        "0.1", "0.30000000000000004", "123456789.123456789", "2.2250738585072014e-308", "5e-324", "1e-400", "1e22",
        "1e23", "9007199254740993.0", "179769313486231570000000000000000000000e270", "0.000000000000000000000000000001",
        "3.14159265358979323846264338327950288", "8.5e-23", "4503599627370497.5", "0e99999999999999999999",
    ])
    func `reads a number to the nearest Double`(_ text: String) throws {
        #expect(try JSON(parsing: text).number == Double(text))
    }

    @Test(arguments: [
        ("", 1, 1, "expected a value, found the end of the document"),
        ("  ", 1, 3, "expected a value, found the end of the document"),
        ("nul", 1, 1, "expected a value, found `n`"),
        ("True", 1, 1, "expected a value, found `T`"),
        ("NaN", 1, 1, "expected a value, found `N`"),
        ("[1,\n 2,]", 2, 4, "expected a value, found `]`"),
        ("[1 2]", 1, 4, "expected `,` or `]`, found `2`"),
        ("[1", 1, 3, "expected `,` or `]`, found the end of the document"),
        ("{\"a\" 1}", 1, 6, "expected `:`, found `1`"),
        ("{\"a\":1,}", 1, 8, "expected a name, found `}`"),
        ("{a:1}", 1, 2, "expected a name or `}`, found `a`"),
        ("{\"a\":1 \"b\"", 1, 8, "expected `,` or `}`, found `\"`"),
        ("1 2", 1, 3, "expected the end of the document, found `2`"),
        ("{}\u{1}", 1, 3, "expected the end of the document, found the byte 0x01"),
        ("01", 1, 1, "a number must not begin with 0"), ("-01", 1, 2, "a number must not begin with 0"),
        ("-", 1, 2, "expected a digit, found the end of the document"),
        ("1.", 1, 3, "expected a digit, found the end of the document"),
        (".5", 1, 1, "expected a value, found `.`"), ("+1", 1, 1, "expected a value, found `+`"),
        ("1e", 1, 3, "expected a digit, found the end of the document"), ("1e+x", 1, 4, "expected a digit, found `x`"),
        ("1e999", 1, 1, "the number is out of range"), ("-1e99999999999999999999", 1, 1, "the number is out of range"),
        ("0x10", 1, 2, "expected the end of the document, found `x`"),
        ("'a'", 1, 1, "expected a value, found `'`"),
        ("\"a", 1, 3, "expected `\"`, found the end of the document"),
        ("\"a\\", 1, 4, "expected an escape, found the end of the document"),
        ("\"\\x\"", 1, 3, "expected an escape, found `x`"),
        ("\"\\u12g4\"", 1, 6, "expected a hexadecimal digit, found `g`"),
        ("\"é\n\"", 1, 3, "a control character in a string must be escaped"),
        ("\"\\t\u{1}\"", 1, 4, "a control character in a string must be escaped"),
        ("[\"\\uD800\"]", 1, 3, "a surrogate has no pair"), ("\"\\uDC00\"", 1, 2, "a surrogate has no pair"),
        ("\"\\uD800\\u0041\"", 1, 2, "a surrogate has no pair"), ("\"\\uD800\\n\"", 1, 2, "a surrogate has no pair"),
        ("\"a\\u0000\"", 1, 3, "the character U+0000 is not accepted"),
        ("{\"\\u0000\":1}", 1, 3, "the character U+0000 is not accepted"),
        ("{\"a\":1,\n\"\\u0061\":2}", 2, 1, "the name `a` occurs twice in one object"),
        ("// c\n1", 1, 1, "expected a value, found `/`"),
        ("\u{FEFF}1", 1, 1, "expected a value, found the byte 0xef"),
    ])
    func `refuses what is malformed`(_ text: String, _ line: Int, _ column: Int, _ reason: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.kind == .malformed)
        #expect(error?.description == "line \(line), column \(column): \(reason)")
    }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], 1), ([0x22, 0x61, 0xC3, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 1),
            ([0x22, 0xC3, 0xA9, 0xED, 0xA0, 0x80, 0x22], 3), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
            ([0x22, 0x5C, 0x6E, 0x80, 0x22], 3), ([0x22, 0xE2, 0x82], 3), ([0xFF], 0), ([0x00], 0),
            ([0x22, 0x00, 0x22], 1),
        ] as [([UInt8], Int)]
    )
    func `refuses bytes that are not UTF-8 where they are`(_ bytes: [UInt8], _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
        #expect(error?.offset == offset)
    }

    @Test func `tells names apart by code points`() throws {
        let value = try JSON(parsing: #"{"caf\u00e9":1,"cafe\u0301":2,"\u212A":3}"#)
        #expect(value["caf\u{E9}"] == 1)
        #expect(value["cafe\u{301}"] == 2)
        #expect(value["K"] == nil)
    }

    @Test func `bounds depth`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSON(parsing: nested(64)) }
        let error = #expect(throws: JSONError.self) { try JSON(parsing: nested(65)) }
        #expect(error?.kind == .limit)
        #expect(error?.offset == 64)
        let generous = JSONLimits(maximumDepth: .max)
        #expect(throws: Never.self) { try JSON(parsing: nested(512), limits: generous) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(513), limits: generous) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "{\"a\":[", count: 1_000_000)) }
    }

    @Test func `bounds bytes and values`() {
        let tooLong = #expect(throws: JSONError.self) {
            try JSON(parsing: "[1,2,3]", limits: JSONLimits(maximumBytes: 6))
        }
        #expect(tooLong?.kind == .limit)
        let tooMany = #expect(throws: JSONError.self) {
            try JSON(parsing: "[1,2,3]", limits: JSONLimits(maximumValues: 3))
        }
        #expect(tooMany?.kind == .limit)
        #expect(throws: Never.self) {
            try JSON(parsing: "[1,2,3]", limits: JSONLimits(maximumBytes: 7, maximumValues: 4))
        }
    }

    @Test func `takes U+0000 where it is allowed`() throws {
        let value = try JSON(parsing: #""a\u0000b""#, limits: JSONLimits(allowsNullCharacter: true))
        #expect(value == "a\0b")
        #expect(value.text == #""a\u0000b""#)
    }

    @Test(.timeLimit(.minutes(1))) func `reads a hundred thousand members without comparing each with each`() throws {
        // Permutations of combining marks are canonically equivalent, so that String's own hash would make them collide.
        let marks = ["\u{300}", "\u{316}", "\u{31B}", "\u{321}", "\u{334}", "\u{345}", "\u{35C}", "\u{35D}", "\u{327}"]
        var names: [String] = []
        func permute(_ rest: [String], _ sofar: String) {
            guard names.count < 100_000 else { return }
            guard !rest.isEmpty else { return names.append("a" + sofar) }
            for index in rest.indices {
                var fewer = rest
                let mark = fewer.remove(at: index)
                permute(fewer, sofar + mark)
            }
        }
        permute(marks, "")
        let text = "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        let value = try JSON(parsing: text)
        #expect(value.object?.count == 100_000)
        #expect(value[names[77_777]] == 1)
    }

    @Test(.timeLimit(.minutes(1))) func `reads escaped pairs in a time that grows with their number`() throws {
        let value = try JSON(parsing: "\"" + String(repeating: #"\uD83D\uDE00"#, count: 200_000) + "\"")
        #expect(value.string?.unicodeScalars.count == 200_000)
    }
}
