import JSON
import RandomData
import Testing

@Suite("Writing JSON")
struct SerializingTests {
    @Test(
        arguments: [
            (nil, "null"), (true, "true"), (.integer(.min), "-9223372036854775808"), (0.1, "0.1"), (1.0, "1.0"),
            (.number(-0.0), "-0.0"), (.number(1e300), "1e+300"), (.number(.nan), "null"), (.number(.infinity), "null"),
            ("a/é\u{2028}\u{7F}", "\"a/é\u{2028}\u{7F}\""),
            ("\"\\\u{8}\t\n\u{C}\r\u{1}\u{1F}\0", #""\"\\\b\t\n\f\r\u0001\u001f\u0000""#),
            ([], "[]"), ([:], "{}"), ([1, [nil], "x"], #"[1,[null],"x"]"#),
            (["b": 1, "a\n": [:]], #"{"b":1,"a\n":{}}"#),
        ] as [(JSON, String)]
    )
    func `writes compact text`(_ value: JSON, _ expected: String) {
        #expect(value.text == expected)
        #expect(value.serialized() == Array(expected.utf8))
        #expect("\(value)" == expected)
    }

    @Test func `writes indented text`() {
        let value: JSON = ["a": [1, ["b": "x"]], "c": [], "d": [:]]
        #expect(
            value.indentedText == """
                {
                  "a": [
                    1,
                    {
                      "b": "x"
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """
        )
    }

    @Test(arguments: 0..<200) func `reads back what it wrote`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limits = JSONLimits(allowsNullCharacter: true)
        let value = JSON.random(depth: 4, using: &random, scalars: JSON.tellingScalars + ["\0"])
        let read = try JSON(parsing: value.serialized(), limits: limits)
        #expect(read == value)
        #expect(read.serialized() == value.serialized())
        #expect(try JSON(parsing: value.indentedText, limits: limits) == value)
    }

    @Test(arguments: 0..<100) func `survives damaged input`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limits = JSONLimits(maximumDepth: 16)
        for _ in 0..<20 {
            var bytes = JSON.random(depth: 4, using: &random, scalars: JSON.tellingScalars + ["\0"]).serialized()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damage(&bytes, using: &random)
            }
            // Either refused with a place inside the document, or read as something that is stable from then on.
            do throws(JSONError) {
                let value = try JSON(parsing: bytes, limits: limits)
                #expect(try JSON(parsing: value.serialized(), limits: limits) == value)
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                #expect(error.line >= 1 && error.column >= 1 && !error.reason.isEmpty)
            }
        }
    }
}
