import Flows
import JSON
import Testing

@Suite("JSON Schema")
struct JSONSchemaTests {
    /// What is wrong with a value, as lines.
    private func problems(_ schema: JSON, _ value: JSON) throws -> [String] {
        try JSONSchema(schema).problems(of: value).errors.map(\.description)
    }

    @Test func `tells everything that is wrong with places`() throws {
        let schema: JSON = [
            "type": "object", "required": ["name", "age"], "additionalProperties": false,
            "properties": [
                "name": ["type": "string", "minLength": 2], "age": ["type": "integer", "minimum": 18],
                "tags": ["type": "array", "uniqueItems": true, "items": ["enum": ["a", "b"]]],
            ],
        ]
        #expect(try problems(schema, ["name": "Ann", "age": 20, "tags": ["a", "b"]]).isEmpty)
        #expect(
            try problems(schema, ["name": "A", "tags": ["a", "c", "a"], "x": 1]) == [
                "`age`: is required", "`name`: expected at least 2 characters, found 1",
                "`tags[1]`: expected one of `a`, `b`".replacing("`a`, `b`", with: "`\"a\"`, `\"b\"`"),
                "`tags`: expected elements that differ", "`x`: is not a known member",
            ]
        )
    }

    @Test func `follows references inside the schema, also to itself`() throws {
        let tree: JSON = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/node",
            "$defs": [
                "node": [
                    "type": "object", "required": ["value"],
                    "properties": ["value": ["$ref": "#positive"], "next": ["$ref": "#/$defs/node"]],
                ],
                "positive": ["$anchor": "positive", "type": "number", "exclusiveMinimum": 0],
            ],
        ]
        #expect(try problems(tree, ["value": 1, "next": ["value": 2]]).isEmpty)
        #expect(
            try problems(tree, ["value": 1, "next": ["value": 0]]) == [
                "`next.value`: expected more than `0`, found `0`"
            ]
        )
    }

    @Test func `gives up on a schema that refers to itself without end`() throws {
        let found = try problems(["$ref": "#"], 1)
        #expect(found.count == 1 && found[0].contains("refer to itself"))
        let wide: JSON = [
            "$defs": ["a": ["anyOf": [["$ref": "#/$defs/a"], ["$ref": "#/$defs/a"]]]], "$ref": "#/$defs/a",
        ]
        #expect(try problems(wide, 1).contains { $0.contains("too many steps") })
    }

    @Test(
        arguments: [
            (["$schema": "http://json-schema.org/draft-07/schema#"], "$schema"),
            (["$ref": "https://example.com/x"], "$ref"),
            (["$ref": "other.json#/a"], "$ref"), (["$ref": "#/$defs/none"], "$ref"),
            (["$dynamicRef": "#x"], "$dynamicRef"),
            (["properties": ["a": ["$id": "x"]]], "properties.a.$id"), (["type": "text"], "type"),
            (["type": [1]], "type"),
            (["minimum": "1"], "minimum"), (["minLength": -1], "minLength"), (["minLength": 1.5], "minLength"),
            (["multipleOf": 0], "multipleOf"), (["items": [true]], "items"), (["allOf": []], "allOf"),
            (["required": "a"], "required"), (["required": [1]], "required"), (["properties": [1]], "properties"),
            (["pattern": "("], "pattern"), (["enum": 1], "enum"), (["uniqueItems": 1], "uniqueItems"),
            (["not": 1], "not"),
            (["dependentRequired": ["a": "b"]], "dependentRequired"), (1, ""), ("x", ""),
        ] as [(JSON, String)]
    )
    func `refuses a schema that cannot be meant`(_ schema: JSON, _ path: String) {
        let errors = #expect(throws: FieldErrors.self) { try JSONSchema(schema) }
        #expect(errors?.errors.map(\.field) == [path])
    }

    @Test func `knows what no other keyword has looked at`() throws {
        let schema: JSON = [
            "properties": ["kind": ["type": "string"]], "unevaluatedProperties": false,
            "if": ["properties": ["kind": ["const": "a"]]], "then": ["properties": ["x": true]],
            "else": ["properties": ["y": true]],
        ]
        #expect(try problems(schema, ["kind": "a", "x": 1]).isEmpty)
        #expect(try problems(schema, ["kind": "a", "y": 1]) == ["`y`: is not a known member"])
        #expect(try problems(schema, ["kind": "b", "y": 1]).isEmpty)
    }

    @Test func `bounds patterns, and how much is told`() throws {
        let slow = try problems(["pattern": "^(a+)+$"], .string(String(repeating: "a", count: 5000) + "!"))
        #expect(!slow.isEmpty)
        let many = try JSONSchema(["items": ["type": "string"]]).problems(of: .array(Array(repeating: 1, count: 500)))
        #expect(many.errors.count == 100 && many.omitted == 400)
    }

    @Test func `refuses schemas that nest too deep or are too many`() {
        var deep: JSON = true
        for _ in 0..<80 { deep = ["not": deep] }
        #expect(throws: FieldErrors.self) { try JSONSchema(deep) }
    }

    @Test func `compares names and numbers as JSON does`() throws {
        #expect(try problems(["const": 1], 1.0).isEmpty)
        #expect(try problems(["type": "integer"], 2.0).isEmpty)
        #expect(try problems(["multipleOf": 0.1], 0.3).isEmpty)
        #expect(try problems(["required": ["é"]], ["e\u{301}": 1]) == ["`é`: is required"])
    }
}
