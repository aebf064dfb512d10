import Audit
import JSON
import RandomData
import Testing

@Suite("Keeping secrets out of records and logs")
struct RedactorTests {
    private let redactor: Redactor

    init() throws {
        redactor = Redactor(
            try FieldClasses([
                "thing": [
                    "name": "public", "mail": "sensitive", "password": "secret",
                    "parts": ["id": "public", "key": "secret"], "blob": "public",
                ]
            ])
        )
    }

    @Test func `masks by class and sink, and what is not listed`() {
        let thing: JSON = [
            "name": "n", "mail": "m", "password": 7, "extra": [1, ["a": 2]], "blob": ["password": "shown", "x": [1]],
        ]
        #expect(
            redactor.redact(thing, of: "thing").text
                == #"{"name":"n","mail":"m","password":"<redacted>","extra":"<redacted>","#
                + #""blob":{"password":"shown","x":[1]}}"#
        )
        #expect(
            redactor.redact(thing, of: "thing", for: .log).text
                == #"{"name":"n","mail":"<redacted>","password":"<redacted>","extra":"<redacted>","#
                + #""blob":{"password":"shown","x":[1]}}"#
        )
        #expect(redactor.redact(thing, of: "nothing").text == #""<redacted>""#)
    }

    @Test func `goes into objects and lists of objects, and masks what has another shape`() {
        let listed: JSON = ["parts": [["id": 1, "key": "k"], "x", ["id": 2], nil, [["key": "k"]]]]
        #expect(
            redactor.redact(listed, of: "thing").text
                == #"{"parts":[{"id":1,"key":"<redacted>"},"<redacted>",{"id":2},null,[{"key":"<redacted>"}]]}"#
        )
        #expect(redactor.redact(["parts": "x"], of: "thing").text == #"{"parts":"<redacted>"}"#)
        #expect(redactor.redact(["parts": ["key": "k"]], of: "thing").text == #"{"parts":{"key":"<redacted>"}}"#)
    }

    @Test func `shows whether there is a value`() {
        let thing: JSON = ["password": nil, "mail": nil]
        #expect(redactor.redact(thing, of: "thing", for: .log).text == #"{"password":null,"mail":null}"#)
    }

    @Test func `tells that a secret changed, not from what to what`() {
        let changes = redactor.changes(
            of: "thing",
            from: ["name": "a", "password": "old"],
            to: ["name": "b", "password": "new"]
        )
        #expect(
            changes.applied.json.text
                == #"[{"op":"replace","path":"/name","value":"b"},"#
                + #"{"op":"replace","path":"/password","value":"<redacted>"}]"#
        )
        #expect(
            changes.reverted.json.text
                == #"[{"op":"replace","path":"/name","value":"a"},"#
                + #"{"op":"replace","path":"/password","value":"<redacted>"}]"#
        )
    }

    @Test func `tells nothing of a secret that stayed`() {
        let changes = redactor.changes(
            of: "thing",
            from: ["password": "p", "parts": [["id": 1, "key": "k"]]],
            to: ["password": "p", "parts": [["id": 2, "key": "k"]], "mail": "m"]
        )
        #expect(
            changes.applied.json.text
                == #"[{"op":"replace","path":"/parts/0/id","value":2},{"op":"add","path":"/mail","value":"m"}]"#
        )
    }

    @Test func `tells of a secret that came or went`() {
        let changes = redactor.changes(of: "thing", from: ["password": nil], to: ["password": "p"])
        #expect(changes.applied.json.text == #"[{"op":"replace","path":"/password","value":"<redacted>"}]"#)
        #expect(changes.reverted.json.text == #"[{"op":"replace","path":"/password","value":null}]"#)
    }

    @Test func `builds an object up from nothing and down again`() throws {
        let made = redactor.changes(of: "thing", from: nil, to: ["name": "n", "password": "p"])
        let removed = redactor.changes(of: "thing", from: ["name": "n", "password": "p"], to: nil)
        let state = try made.applied.apply(to: [:])
        #expect(state == ["name": "n", "password": "<redacted>"])
        #expect(try removed.applied.apply(to: state) == [:])
        #expect(try removed.reverted.apply(to: [:]) == state)
        #expect(try made.reverted.apply(to: state) == [:])
    }

    @Test(arguments: 0..<200) func `makes patches from one masked state to the next and back`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (before, after) = (thing(using: &random), thing(using: &random))
        let changes = redactor.changes(of: "thing", from: before, to: after)
        let (maskedBefore, maskedAfter) = (redactor.redact(before, of: "thing"), redactor.redact(after, of: "thing"))
        #expect(try changes.applied.apply(to: maskedBefore) == maskedAfter)
        #expect(try changes.reverted.apply(to: maskedAfter) == maskedBefore)
        let text = changes.applied.json.text + changes.reverted.json.text
        #expect(!text.contains("TOP") && !text.contains("\\u0000"))
    }

    private func thing(using random: inout SeededGenerator) -> JSON {
        func secret() -> JSON {
            [nil, "TOP1", "TOP2", ["deep": "TOP3"], ["TOP4"]].randomElement(using: &random) ?? nil
        }
        var object: JSONObject = [:]
        if Bool.random(using: &random) { object["name"] = ["a", "b"].randomElement(using: &random) ?? "a" }
        if Bool.random(using: &random) { object["password"] = secret() }
        if Bool.random(using: &random) { object["unlisted"] = secret() }
        if Bool.random(using: &random) {
            object["parts"] = .array(
                (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                    ["id": .integer(Int64.random(in: 0..<3, using: &random)), "key": secret(), "other": secret()]
                }
            )
        }
        return .object(object)
    }
}
