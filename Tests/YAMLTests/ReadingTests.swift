import JSON
import Testing
import YAML

@Suite("Reading YAML")
struct ReadingTests {
    @Test(
        arguments: [
            ("null", .null), ("~", .null), ("NULL", .null), ("nULL", "nULL"), ("true", true), ("FALSE", false),
            ("tRue", "tRue"), ("yes", "yes"), ("on", "on"), ("0", 0), ("-12", -12), ("+7", 7), ("0123", 123),
            ("0o17", 15), ("0x1F", 31), ("0o8", "0o8"), ("0x", "0x"), ("-0x1", "-0x1"), ("1_000", "1_000"),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("1.5", 1.5), ("-.5", -0.5), ("5.", .number(5)), ("1e3", .number(1000)), ("1.e+2", .number(100)),
            ("+1.5E-1", 0.15),
            (".", "."), ("-", [nil]), ("+", "+"), ("e3", "e3"), ("1e", "1e"), ("1e+", "1e+"), ("1.2.3", "1.2.3"),
            ("2001-12-14", "2001-12-14"), ("12:30", "12:30"), ("..inf", "..inf"),
            ("'1'", "1"), ("\"true\"", "true"), ("\"a\\tb\\x41\\u00e9\\U0001F600\"", "a\tbAé😀"), ("'it''s'", "it's"),
            ("|\n a\n  b\n", "a\n b\n"), (">-\n a\n b\n", "a b"), ("!!str 1", "1"), ("! 1", "1"), ("!!int \"3\"", 3),
            ("!!float 3", .number(3)), ("!!null ''", .null), ("!!bool 'true'", true), ("!!map {}", [:]),
            ("!!seq []", []),
            ("[a, [1, {b: c}], 'x: y']", ["a", [1, ["b": "c"]], "x: y"]),
            ("a: 1\nb:\n- x\n-\n  y: z\n? long\n: null\n", ["a": 1, "b": ["x", ["y": "z"]], "long": nil]),
            ("1: a\ntrue: b\n\"\": c\n<<: d", ["1": "a", "true": "b", "": "c", "<<": "d"]),
            ("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x", ["a": [1, 2], "b": [1, 2], "c": 3, "d": 3]),
            ("# comment\n--- # more\na: b # c\n...\n", ["a": "b"]), ("\u{FEFF}a: 1", ["a": 1]),
            ("a: é\r\nb: 2\r\n", ["a": "é", "b": 2]),
        ] as [(String, JSON)]
    )
    func `reads a document`(_ text: String, _ expected: JSON) throws {
        #expect(try YAML.parse(text) == [expected])
        #expect(try YAML.document(Array(text.utf8)) == expected)
    }

    @Test func `tells integers from other numbers`() throws {
        guard case .array(let values) = try YAML.document(Array("[3, 3.0]".utf8)), case .integer = values[0],
            case .number = values[1]
        else {
            Issue.record("a number changed its kind")
            return
        }
    }

    @Test func `reads streams of none, one and more documents`() throws {
        #expect(try YAML.parse("") == [])
        #expect(try YAML.parse("# nothing\n") == [])
        #expect(try YAML.document([]) == .null)
        #expect(try YAML.parse("---\n...\n") == [nil])
        #expect(try YAML.parse("a\n---\nb: &x 1\n---\n- 2\n") == ["a", ["b": 1], [2]])
        let error = #expect(throws: YAMLError.self) { try YAML.document(Array("a\n---\n b\n".utf8)) }
        #expect(error?.description == "line 3, column 2: expected one document, found another")
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "duplicate key `a` in one mapping"),
        ("{x: {k: 1, 'k': 2}}", 1, 12, "duplicate key `k` in one mapping"),
        ("1: a\n\"1\": b", 2, 1, "duplicate key `1` in one mapping"),
        ("? [a]\n: b", 1, 3, "a key must be text"), ("~: b", 1, 1, "a key must be text"),
        (": b", 1, 1, "did not find expected key while parsing a block mapping"),
        ("a:\n\tb: 1", 2, 1, "a tab cannot indent; use spaces"),
        ("a: *nope", 1, 4, "the anchor `nope` is not defined"),
        ("a: &x 1\n---\nb: *x", 3, 4, "the anchor `x` is not defined"),
        ("a: &x [1, *x]", 1, 11, "the alias `x` stands for what contains it"),
        ("é: &x {a: *x}", 1, 11, "the alias `x` stands for what contains it"),
        ("a: \"x\\0y\"", 1, 4, "the character U+0000 is not accepted"),
        ("a: .inf", 1, 4, "the number has no JSON form; quote it to keep it as text"),
        ("a: -.INF", 1, 4, "the number has no JSON form; quote it to keep it as text"),
        ("- .nan", 1, 3, "the number has no JSON form; quote it to keep it as text"),
        ("1e999", 1, 1, "the number is out of range; quote it to keep it as text"),
        ("9223372036854775808", 1, 1, "the number is out of range; quote it to keep it as text"),
        ("0xFFFFFFFFFFFFFFFF", 1, 1, "the number is out of range; quote it to keep it as text"),
        ("!!int x", 1, 1, "the value is no `int`, as its tag says"),
        ("!!bool 1", 1, 1, "the value is no `bool`, as its tag says"),
        ("!!float x", 1, 1, "the value is no `float`, as its tag says"),
        ("!!null 0", 1, 1, "the value is no `null`, as its tag says"),
        ("!foo x", 1, 1, "the tag `!foo` is not known"),
        ("!!seq {}", 1, 1, "the tag `tag:yaml.org,2002:seq` cannot be used here"),
        ("!!timestamp 2001-01-01", 1, 1, "the tag `tag:yaml.org,2002:timestamp` is not known"),
        ("!foo []", 1, 1, "the tag `!foo` cannot be used here"),
        ("a: [1, 2", 2, 1, "did not find expected ',' or ']' while parsing a flow sequence"),
        ("a: 1\n b: 2", 2, 3, "mapping values are not allowed in this context"),
        ("a: 'x", 1, 6, "found unexpected end of stream while scanning a quoted scalar"),
        ("%YAML 9.0\n---\na", 1, 1, "found incompatible YAML document"),
        ("a: @b", 1, 4, "found character that cannot start any token while scanning for the next token"),
    ])
    func `refuses what is malformed`(_ text: String, _ line: Int, _ column: Int, _ reason: String) {
        let error = #expect(throws: YAMLError.self) { try YAML.parse(text) }
        #expect(error?.kind == .malformed)
        #expect(error?.description == "line \(line), column \(column): \(reason)")
    }

    @Test(
        arguments: [
            ([0x61, 0x0A, 0xFF], 2, 1), ([0x61, 0xC3, 0x28], 1, 3), ([0x61, 0x3A, 0x20, 0xC0, 0x80], 1, 4),
            ([0x61, 0x00], 1, 2),
            ([0x61, 0xED, 0xA0, 0x80], 1, 2), ([0x61, 0x01], 1, 2), ([0xFF, 0xFE, 0x61, 0x00], 1, 1),
            ([0x61, 0xE2, 0x82], 1, 2),
        ] as [([UInt8], Int, Int)]
    )
    func `refuses bytes that are no text where they are`(_ bytes: [UInt8], _ line: Int, _ column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAML.parse(bytes) }
        #expect(error?.mark == YAMLMark(line: line, column: column))
    }

    @Test func `bounds what aliases stand for`() {
        var laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...20 {
            laughs += "a\(level): &a\(level) [\(repeatElement("*a\(level - 1)", count: 9).joined(separator: ", "))]\n"
        }
        let tooMany = #expect(throws: YAMLError.self) { try YAML.parse(laughs) }
        #expect(tooMany?.kind == .limit)
        #expect(tooMany?.reason == "the document has more than 500000 nodes")
        let long = "- &x \(String(repeating: "x", count: 1 << 20))\n" + String(repeating: "- *x\n", count: 10)
        let tooLong = #expect(throws: YAMLError.self) { try YAML.parse(long) }
        #expect(tooLong?.kind == .limit)
        #expect(tooLong?.mark == YAMLMark(line: 5, column: 3))
        let chain = "- &a0 [x]\n" + (1...100).map { "- &a\($0) [*a\($0 - 1)]\n" }.joined()
        let tooDeep = #expect(throws: YAMLError.self) { try YAML.parse(chain) }
        #expect(tooDeep?.reason == "the document nests deeper than 64 levels")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "]) func `bounds depth`(_ opening: String) {
        let error = #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: opening, count: 100_000)) }
        #expect(error != nil)
        let nested = String(repeating: "- ", count: 65) + "x"
        let limit = #expect(throws: YAMLError.self) { try YAML.parse(nested) }
        #expect(limit?.kind == .limit)
        #expect(limit?.column == 129)
        #expect(throws: Never.self) { try YAML.parse(String(nested.dropFirst(2))) }
    }

    @Test func `bounds directives`() throws {
        func directives(_ count: Int) -> String { (0..<count).map { "%TAG !t\($0)! tag:yaml.org,2002:\n" }.joined() }
        #expect(try YAML.parse(directives(64) + "--- !t7!str 1") == ["1"])
        let error = #expect(throws: YAMLError.self) { try YAML.parse(directives(100_000) + "--- x") }
        #expect(error?.kind == .limit)
        #expect(error?.mark == YAMLMark(line: 65, column: 1))
        #expect(throws: YAMLError.self) {
            try YAML.parse((0..<65).map { "%TAG !t\($0)! tag:x\u{2028}" }.joined() + "--- x")
        }
    }

    @Test func `bounds bytes and nodes`() {
        let limits = YAMLLimits(maximumBytes: 10, maximumNodes: 4)
        #expect(throws: Never.self) { try YAML.parse("[1, 2, 3]", limits: limits) }
        let long = #expect(throws: YAMLError.self) { try YAML.parse("[100, 2, 3]", limits: limits) }
        #expect(long?.kind == .limit)
        let many = #expect(throws: YAMLError.self) { try YAML.parse("[1,2,3,4]", limits: limits) }
        #expect(many?.kind == .limit)
    }

    @Test func `knows where each node is`() throws {
        let node = try #require(try YAML.nodes(Array("a:\n  - é: &x 1\n  - *x\n".utf8)).first)
        let list = try #require(node["a"])
        #expect(list.mark == YAMLMark(line: 2, column: 3))
        #expect(list[0]?["é"]?.mark == YAMLMark(line: 2, column: 8))
        #expect(list[1]?.mark == YAMLMark(line: 3, column: 5))
        #expect(list[1]?.text == "1")
        #expect(list[2] == nil && node["b"] == nil && list["a"] == nil)
    }
}
