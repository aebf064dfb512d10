import JSON
import Testing

@testable import Flows

@Suite("Declarations of inputs")
struct InputDeclarationTests {
    @Test func `reads every type with its properties`() throws {
        let (inputs, problems) = try readInputs(
            """
            - {id: text, type: STRING, validator: 'A\\d+', displayName: Text, description: A *text*}
            - {id: one, type: SELECT, values: [a, {label: B, value: b}], isRadio: true, autoSelectFirst: true}
            - {id: rendered, type: SELECT, expression: '{{ vars.list }}', allowCustomValue: true}
            - {id: some, type: MULTISELECT, values: [1, 2], itemType: INT}
            - {id: int, type: INT, min: 1, max: 9}
            - {id: float, type: FLOAT, min: 0.5}
            - {id: bool, type: BOOL, defaults: true}
            - {id: instant, type: DATETIME, after: '2023-01-01T00:00:00Z'}
            - {id: date, type: DATE, after: 2023-01-01, before: 2023-12-31}
            - {id: time, type: TIME, before: '11:59:59'}
            - {id: duration, type: DURATION, min: PT10S, max: PT20S}
            - {id: file, type: FILE, allowedFileExtensions: [.CSV, txt], defaults: nsfile:///a/b.csv}
            - {id: json, type: JSON, jsonSchema: {type: object}}
            - {id: yaml, type: YAML, defaults: {a: [1]}}
            - {id: uri, type: URI}
            - {id: email, type: EMAIL}
            - {id: array, type: ARRAY, itemType: INT, defaults: [1, 2]}
            - {id: secret, type: SECRET, validator: '.{8,}', required: false}
            - {id: form, type: FORM, inputs: [{id: inner, type: STRING}]}
            - {id: shared, type: REUSABLE_INPUTS, ref: credentials, namespace: company}
            """
        )
        #expect(problems == [])
        #expect(inputs.count == 20)
        #expect(
            inputs[0].json == [
                "id": "text", "type": "STRING", "required": true, "displayName": "Text", "description": "A *text*",
                "validator": "A\\d+",
            ]
        )
        #expect(inputs[1].json["values"] == ["a", ["label": "B", "value": "b"]])
        #expect(inputs[11].json["allowedFileExtensions"] == [".csv", ".txt"])
        #expect(inputs[18].json["inputs"]?[0]?["id"] == "inner")
        #expect(inputs[19].json["ref"] == "credentials")
    }

    @Test func `takes former names and warns of them`() throws {
        let (inputs, problems) = try readInputs(
            """
            - name: enum
              type: ENUM
              values: [A, B]
            - id: flag
              type: BOOLEAN
            - id: file
              type: FILE
              extension: .csv
            - id: many
              type: MULTISELECT
              options: [a]
            """
        )
        #expect(inputs.map(\.id) == ["enum", "flag", "file", "many"])
        #expect(
            problems == [
                "1:9 `inputs[0].name`: `name` is deprecated; use `id`",
                "2:9 `inputs[0].type`: `ENUM` is deprecated; use `SELECT`",
                "5:9 `inputs[1].type`: `BOOLEAN` is deprecated; use `BOOL`",
                "8:14 `inputs[2].extension`: `extension` is deprecated; use `allowedFileExtensions`",
                "11:12 `inputs[3].options`: `options` is deprecated; use `values`",
            ]
        )
    }

    @Test(arguments: [
        ("- {id: 'wrong one', type: STRING}", "`inputs[0].id`: expected a letter or digit"),
        ("- {id: a, type: FOO}", "`inputs[0].type`: expected one of `STRING`"),
        ("- {id: a, type: FOO}", "found `FOO`"),
        ("- {type: STRING}", "`inputs[0].id`: `id` is required"),
        ("- {id: a}", "`inputs[0].type`: `type` is required"),
        ("- {id: a, type: INT, minn: 1}", "unknown property `minn`; did you mean `min`?"),
        ("- {id: a, type: STRING, min: 1}", "unknown property `min`"),
        ("- {id: a, type: INT, min: x}", "`inputs[0].min`: expected a whole number"),
        ("- {id: a, type: INT, min: 9, max: 1}", "no value is accepted: `max` is below `min`"),
        (
            "- {id: a, type: DATE, after: tomorrow}",
            "`inputs[0].after`: expected a date, as in `2026-01-31`, found `tomorrow`"
        ),
        ("- {id: a, type: DURATION, min: 5m}", "`inputs[0].min`: expected a duration of ISO 8601"),
        ("- {id: a, type: SELECT}", "`inputs[0].values`: `values` is required"),
        ("- {id: a, type: SELECT, values: []}", "expected at least one value"),
        ("- {id: a, type: SELECT, values: [x], expression: '{{ y }}'}", "cannot be used together"),
        ("- {id: a, type: SELECT, values: [x], defaults: y}", "`inputs[0].defaults`: expected one of `x`"),
        ("- {id: a, type: ARRAY}", "`inputs[0].itemType`: `itemType` is required"),
        ("- {id: a, type: ARRAY, itemType: ARRAY}", "`inputs[0].itemType`: expected one of `STRING`"),
        ("- {id: a, type: ARRAY, itemType: INT, defaults: [1, x]}", "[1]"),
        ("- {id: a, type: FILE, defaults: something}", "`inputs[0].defaults`: expected a file, or the URI of one"),
        ("- {id: a, type: FILE, defaults: 'nsfile:///../x'}", "without `.` and `..`"),
        ("- {id: a, type: STRING, validator: '('}", "`inputs[0].validator`"),
        ("- {id: a, type: JSON, jsonSchema: {type: text}}", "`inputs[0].jsonSchema`"),
        ("- {id: a, type: INT, defaults: x}", "`inputs[0].defaults`: expected a whole number"),
        ("- {id: a, type: STRING, defaults: x, prefill: y}", "`defaults` and `prefill` cannot be used together"),
        ("- {id: a, type: STRING, defaults: '{{ x'}", "`inputs[0].defaults`: the template cannot be read"),
        ("- {id: a, type: FORM}", "`inputs[0].inputs`: `inputs` is required"),
        ("- {id: a, type: FORM, inputs: [], defaults: {}}", "a group has no `defaults`"),
        ("- {id: a, type: REUSABLE_INPUTS}", "`inputs[0].ref`: `ref` is required"),
        ("- {id: a, type: STRING}\n- {id: a, type: INT}", "duplicate input `a`"),
        ("- {id: a, type: STRING}\n- {id: a.b, type: INT}", "`a` is a value and cannot hold `a.b`"),
        (
            "- {id: a, type: STRING, dependsOn: {inputs: [bb]}}\n- {id: bbb, type: INT}",
            "there is no input `bb`; did you mean `bbb`?"
        ),
        ("- {id: a, type: STRING, dependsOn: {input: [b]}}", "unknown property `input`"),
        ("x", "`inputs`: expected a list"), ("- x", "`inputs[0]`: expected a mapping"),
    ])
    func `refuses with place and reason`(_ yaml: String, _ expected: String) throws {
        let problems = try readInputs(yaml).problems
        #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    }

    @Test func `names the cycle of inputs that wait for each other`() throws {
        let problems = try readInputs(
            """
            - {id: a, type: STRING, dependsOn: {inputs: [b]}}
            - {id: b, type: STRING, dependsOn: {inputs: [c]}}
            - {id: c, type: STRING, dependsOn: {inputs: [a]}}
            """
        ).problems
        #expect(problems == ["1:3 `inputs[0]`: inputs wait for each other: `a` -> `b` -> `c` -> `a`"])
        let own = try readInputs("- {id: a, type: STRING, defaults: 'x{{ inputs.a }}'}").problems
        #expect(own.map { $0.hasSuffix("inputs wait for each other: `a` -> `a`") } == [true])
    }

    @Test func `bounds groups and numbers`() throws {
        var nested = "{id: x, type: STRING}"
        for _ in 0..<12 { nested = "{id: g, type: FORM, inputs: [\(nested)]}" }
        #expect(try readInputs("- \(nested)").problems.contains { $0.contains("groups at most 8 deep") })
        let many = (0..<1001).map { "- {id: i\($0), type: STRING}" }.joined(separator: "\n")
        #expect(try readInputs(many).problems.contains { $0.contains("at most 1000 inputs") })
    }
}
