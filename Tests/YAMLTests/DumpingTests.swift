import JSON
import RandomData
import Testing
import YAML

@Suite("Writing YAML")
struct DumpingTests {
    @Test func `writes what people would`() {
        let value: JSON = [
            "id": "flow-1", "note": "two\nlines\n", "no": "no", "num": "1", "empty": "",
            "list": [1, [2, 3], ["a": true, "b": nil], []],
            "map": ["x": ["w": 1.5], "z": [:]], "a key": "with: colon", "url": "https://x.org/a?b&c=(d), e",
            "tail": "a\nb",
            "time": "12:30", "café": "naïve text", "emoji #1": "\u{1}😀",
        ]
        #expect(
            YAML.dump(value) == """
                id: flow-1
                note: |
                  two
                  lines
                "no": "no"
                num: "1"
                empty: ""
                list:
                  - 1
                  - - 2
                    - 3
                  - a: true
                    b: null
                  - []
                map:
                  x:
                    w: 1.5
                  z: {}
                a key: "with: colon"
                url: https://x.org/a?b&c=(d), e
                tail: |-
                  a
                  b
                time: "12:30"
                café: naïve text
                "emoji #1": "\\x01😀"

                """
        )
    }

    @Test(arguments: [
        "- a", "a: b", "a #b", " a", "a ", "a:", ":", "?", "!x", "&x", "*x", "%x", "@x", "`x", "|", ">", "'", "\"", "{",
        "[", ",", "---",
        "...", "~", "null", "True", "yes", "0x1", "0o1", ".5", "+1", "-", "1e3", ".inf", "<<", "=", "\u{85}",
        "\u{2028}", "\u{FEFF}x",
        "\u{FFFE}", "\u{7F}", "a\tb", "\t", "\n", "a\n", "a\n\n", "\na", "a\n b", " a\nb", "a\n \n", "a\n  ", "a\r\nb",
        "---\na", "# x\ny",
        "a\n---\nb", "a\n...\n", "\u{10FFFF}", "x: |\n  y",
    ])
    func `quotes what could be mistaken`(_ text: String) throws {
        for value: JSON in [
            .string(text), [.string(text)], ["k": .string(text)], .object([text: 1]), [[["k": .string(text)]]],
        ] {
            #expect(try YAML.parse(YAML.dump(value)) == [value])
        }
    }

    @Test func `writes keys of any length`() throws {
        for count in [511, 513, 1_100, 5_000] {
            let key = String(repeating: "k", count: count)
            let value: JSON = [.object([key: ["a": [1, ["b": 2]]], "z": .object([key: "x\ny"])])]
            #expect(try YAML.parse(YAML.dump(value)) == [value])
        }
    }

    @Test(arguments: 0..<300) func `reads back what it wrote`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let value = JSON.random(depth: 5, using: &random)
        #expect(try YAML.parse(YAML.dump(value)) == [value])
    }

    @Test(arguments: 0..<100) func `survives damaged input`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let telling = Array("{}[]\",:&*!|>-?#'%@\\ \n\tx0".utf8) + [0, 0x80, 0xC3, 0xFF]
        for _ in 0..<20 {
            var bytes = Array(YAML.dump(.random(depth: 4, using: &random)).utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: 0...bytes.count, using: &random)
                bytes.insert(telling.randomElement(using: &random) ?? 0, at: position)
                bytes.removeLast(Int.random(in: 0...min(2, bytes.count), using: &random))
            }
            // Either refused with a place, or read as something that is stable from then on.
            do throws(YAMLError) {
                for value in try YAML.parse(bytes) {
                    #expect(try YAML.parse(YAML.dump(value)) == [value])
                }
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.reason.isEmpty)
            }
        }
    }
}
