import JSON
import RandomData
import Testing

@Suite("Pointers and patches")
struct PatchTests {
    @Test(
        arguments: [
            ("", [:]), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/m~0n", 8), ("/~01", 9),
        ] as [(String, JSON)]
    )
    func `follows a pointer`(_ text: String, _ expected: JSON) throws {
        let document: JSON = ["foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, "~1": 9]
        let pointer = try #require(JSONPointer(text))
        #expect(document[pointer] == (text.isEmpty ? document : expected))
        #expect(pointer.description == text)
    }

    @Test(arguments: [
        "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/+1", "/foo/99999999999999999999", "/foo/", "/x", "/foo/0/y",
    ])
    func `finds nothing`(_ text: String) throws {
        let document: JSON = ["foo": ["bar", "baz"]]
        #expect(document[try #require(JSONPointer(text))] == nil)
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~", "#/a"]) func `refuses a malformed pointer`(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
        (#"{"foo":[1,3]}"#, #"[{"op":"add","path":"/foo/1","value":2}]"#, #"{"foo":[1,2,3]}"#),
        (#"[1]"#, #"[{"op":"add","path":"/-","value":[2]}]"#, "[1,[2]]"),
        (#"{"a":1,"b":2}"#, #"[{"op":"remove","path":"/b"}]"#, #"{"a":1}"#),
        ("[1,2,3]", #"[{"op":"remove","path":"/1"}]"#, "[1,3]"),
        (#"{"a":1}"#, #"[{"op":"replace","path":"/a","value":null}]"#, #"{"a":null}"#),
        (#"{"a":1}"#, #"[{"op":"replace","path":"","value":7}]"#, "7"),
        (
            #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{}}"#,
            #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            #"{"foo":{"bar":"baz"},"qux":{"thud":"fred"}}"#
        ),
        ("[1,2,3,4]", #"[{"op":"move","from":"/1","path":"/3"}]"#, "[1,3,4,2]"),
        (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a"}]"#, #"{"a":1}"#),
        (#"{"a":[1]}"#, #"[{"op":"copy","from":"/a","path":"/a/-"}]"#, #"{"a":[1,[1]]}"#),
        (#"{"a":1.0}"#, #"[{"op":"test","path":"/a","value":1},{"op":"add","path":"","value":[],"x":1}]"#, "[]"),
    ])
    func `applies a patch`(_ document: String, _ patch: String, _ expected: String) throws {
        let patch = try JSONPatch(JSON(parsing: patch))
        #expect(try patch.apply(to: JSON(parsing: document)) == JSON(parsing: expected))
        #expect(try JSONPatch(patch.json) == patch)
    }

    @Test(arguments: [
        (#"{}"#, "operation 0: expected an array of operations, found an object"),
        (#"[{"op":"merge","path":""}]"#, "operation 0: expected `op` to be add, remove, replace, move, copy or test"),
        (#"[1]"#, "operation 0: expected `op` to be add, remove, replace, move, copy or test"),
        (#"[{"op":"add","value":1}]"#, "operation 0: expected a JSON pointer in `path`"),
        (#"[{"op":"add","path":"a","value":1}]"#, "operation 0: expected a JSON pointer in `path`"),
        (#"[{"op":"add","path":"/a"}]"#, "operation 0: expected a `value`"),
        (#"[{"op":"move","path":"/a"}]"#, "operation 0: expected a JSON pointer in `from`"),
        (#"[{"op":"remove","path":"/none"}]"#, "operation 0: nothing is at `/none`"),
        (#"[{"op":"remove","path":""}]"#, "operation 0: the whole document cannot be removed"),
        (#"[{"op":"add","path":"/a/b","value":1}]"#, "operation 0: nothing is at `/a/b`"),
        (#"[{"op":"add","path":"/l/3","value":1}]"#, "operation 0: nothing is at `/l/3`"),
        (#"[{"op":"replace","path":"/l/-","value":1}]"#, "operation 0: nothing is at `/l/-`"),
        (#"[{"op":"move","from":"/l","path":"/l/0"}]"#, "operation 0: a value cannot be moved into itself"),
        (#"[{"op":"copy","from":"/x","path":"/y"}]"#, "operation 0: nothing is at `/x`"),
        (
            #"[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":"1"}]"#,
            "operation 1: the value differs from the one tested for"
        ),
    ])
    func `refuses a patch`(_ patch: String, _ message: String) throws {
        let document: JSON = ["a": 1, "l": [1, 2]]
        let error = #expect(throws: JSONPatchError.self) { try JSONPatch(JSON(parsing: patch)).apply(to: document) }
        #expect(error?.description == message)
    }

    @Test func `bounds what copies make of a document`() throws {
        let doubling = try JSONPatch(
            JSON(
                parsing: "[" + repeatElement(#"{"op":"copy","from":"","path":"/-"}"#, count: 60).joined(separator: ",")
                    + "]"
            )
        )
        let error = #expect(throws: JSONPatchError.self) {
            try doubling.apply(to: [1], limits: JSONLimits(maximumDepth: 512, maximumValues: 10_000))
        }
        guard case .limit = error else {
            Issue.record("expected a limit, found \(String(describing: error))")
            return
        }
        let deep = #expect(throws: JSONPatchError.self) {
            try doubling.apply(to: [1], limits: JSONLimits(maximumDepth: 8, maximumValues: .max >> 1))
        }
        guard case .limit = deep else {
            Issue.record("expected a limit, found \(String(describing: deep))")
            return
        }
    }

    @Test(
        arguments: [
            (
                ["a": 1, "b": 2], ["a": 1, "b": 3, "c": nil],
                #"[{"op":"replace","path":"/b","value":3},{"op":"add","path":"/c","value":null}]"#
            ),
            (["a": 1, "b": 2], ["b": 2.0], #"[{"op":"remove","path":"/a"}]"#),
            (["x": ["y": [1, 2, 3]]], ["x": ["y": [1, 3]]], #"[{"op":"remove","path":"/x/y/1"}]"#),
            ([1, 2, 3], [1, 2, 9, 3], #"[{"op":"add","path":"/2","value":9}]"#),
            ([["v": 1, "t": "w"]], [["v": 2, "t": "w"]], #"[{"op":"replace","path":"/0/v","value":2}]"#),
            (
                ["a", "b", "c", "d"], ["b", "x", "d", "e", "f"],
                #"[{"op":"remove","path":"/0"},{"op":"remove","path":"/1"},{"op":"add","path":"/1","value":"x"},{"op":"add","path":"/3","value":"e"},{"op":"add","path":"/4","value":"f"}]"#
            ),
            (1, [], #"[{"op":"replace","path":"","value":[]}]"#), ([:], [:], "[]"),
            (["e\u{301}": 1], ["\u{E9}": 1], #"[{"op":"remove","path":"/é"},{"op":"add","path":"/é","value":1}]"#),
        ] as [(JSON, JSON, String)]
    )
    func `finds a short patch`(_ old: JSON, _ new: JSON, _ expected: String) throws {
        let patch = JSONPatch.diff(from: old, to: new)
        #expect(try patch.apply(to: old) == new)
        #expect(patch.json.text == expected)
    }

    @Test(arguments: 0..<200) func `makes one document of another`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let old = JSON.random(depth: 5, using: &random)
        let unrelated = JSON.random(depth: 5, using: &random)
        #expect(try JSONPatch.diff(from: old, to: unrelated).apply(to: old) == unrelated)
        #expect(JSONPatch.diff(from: old, to: old).isEmpty)
        var near = old
        for _ in 0..<5 {
            let pieces = [JSON.random(depth: 2, using: &random), .random(depth: 2, using: &random)]
            near = [near, pieces[0], near, pieces[1]]
            let further: JSON = [pieces[1], near, pieces[0], ["k": near]]
            #expect(try JSONPatch.diff(from: near, to: further).apply(to: near) == further)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `compares long arrays by position`() throws {
        let old = JSON.array((0..<20_000).map { .integer(Int64($0)) })
        let new = JSON.array((0..<19_000).map { .integer(Int64($0 * 7)) })
        #expect(try JSONPatch.diff(from: old, to: new).apply(to: old) == new)
    }
}
