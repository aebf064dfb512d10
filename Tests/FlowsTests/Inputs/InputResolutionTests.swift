import Expressions
import JSON
import Testing

@testable import Flows

@Suite("Resolving inputs")
struct InputResolutionTests {
    @Test(
        arguments: [
            ("STRING", "x", "x"), ("INT", "42", 42), ("INT", "-9223372036854775808", .integer(.min)),
            ("FLOAT", "42.42", 42.42),
            ("FLOAT", "1e3", 1000), ("BOOL", "False", false), ("BOOLEAN", "true", true),
            ("DATETIME", "2019-10-06T20:27:49+02:00", "2019-10-06T18:27:49Z"), ("DATE", "2019-10-06", "2019-10-06"),
            ("TIME", "18:27", "18:27:00"), ("DURATION", "PT306S", "PT5M6S"), ("JSON", #"{"a": "b"}"#, ["a": "b"]),
            ("JSON", "{}", [:]), ("YAML", "some: property\nlist: [1]", ["some": "property", "list": [1]]),
            ("URI", "https://www.google.com", "https://www.google.com"),
            ("URI", "s3://bucket/key%20x", "s3://bucket/key%20x"),
            ("EMAIL", "ann.b+c@mail.example.com", "ann.b+c@mail.example.com"),
            ("FILE", "kestra:///a/b.csv", "kestra:///a/b.csv"),
            ("FILE", "nsfile:///a/b.csv", "nsfile:///a/b.csv"),
        ] as [(String, String, JSON)]
    )
    func `reads text as the type`(_ type: String, _ text: String, _ value: JSON) throws {
        let resolution = try resolve("- {id: x, type: \(type == "BOOLEAN" ? "BOOL" : type)}", ["x": .text(text)])
        #expect(resolution.lines == [])
        #expect(resolution.stored == ["x": value])
    }

    @Test(arguments: [
        ("type: INT", "abc", "expected a whole number of 64 bits, found the text `abc`"),
        ("type: INT", "4.5", "expected a whole number of 64 bits, found the text `4.5`"),
        (
            "type: INT", "9223372036854775808",
            "expected a whole number of 64 bits, found the text `9223372036854775808`"
        ),
        ("type: INT, min: 10, max: 20", "9", "expected at least `10`, found `9`"),
        ("type: INT, min: 10, max: 20", "21", "expected at most `20`, found `21`"),
        ("type: FLOAT, max: 0.5", "1.01", "expected at most `0.5`, found `1.01`"),
        ("type: FLOAT", "nan", "expected a number, found the text `nan`"),
        ("type: FLOAT", "0x1p3", "expected a number, found the text `0x1p3`"),
        ("type: FLOAT", "1e999", "expected a number, found the text `1e999`"),
        ("type: BOOL", "yes", "expected `true` or `false`, found the text `yes`"),
        ("type: DATE, after: 2023-01-01", "2022-01-01", "expected no time before `2023-01-01`, found `2022-01-01`"),
        ("type: DATE", "2022-02-30", "expected a date, as in `2026-01-31`, found the text `2022-02-30`"),
        ("type: TIME, after: '01:00:00'", "00:00:01", "expected no time before `01:00:00`, found `00:00:01`"),
        (
            "type: DATETIME, before: '2023-12-31T23:59:59Z'", "2024-01-01T00:00:00Z",
            "expected no time after `2023-12-31T23:59:59Z`, found `2024-01-01T00:00:00Z`"
        ),
        (
            "type: DATETIME", "2024-01-01",
            "expected a date and time with an offset, as in `2026-01-31T08:00:00Z`, found the text `2024-01-01`"
        ),
        ("type: DURATION, min: PT10S, max: PT20S", "PT1S", "expected at least `PT10S`, found `PT1S`"),
        (
            "type: STRING, validator: 'A\\d+'", "foo",
            "expected text that matches the pattern `A\\d+`, found the text `foo`"
        ),
        (
            "type: STRING, validator: 'A\\d+'", "xA1x",
            "expected text that matches the pattern `A\\d+`, found the text `xA1x`"
        ),
        ("type: SELECT, values: [A, B]", "C", "expected one of `A`, `B`, found the text `C`"),
        (
            "type: URI", "http:/bla",
            "expected a URI with a scheme, as in `https://host/path`, found the text `http:/bla`"
        ),
        ("type: EMAIL", "ann@host", "expected a mail address, found the text `ann@host`"),
        ("type: JSON", "{", "expected a JSON document; line 1, column 2"),
        ("type: YAML", "a: b: c", "expected a YAML document; line 1, column 5"),
        ("type: ARRAY, itemType: INT", "1, 2", "expected a list, or the JSON text of one, found the text `1, 2`"),
        ("type: ARRAY, itemType: INT", "[1, \"x\"]", "`[1]`: expected a whole number of 64 bits, found the text `x`"),
        ("type: MULTISELECT, values: [a, b]", "[\"c\"]", "`[0]`: expected one of `a`, `b`, found the text `c`"),
        ("type: JSON, jsonSchema: {required: [a]}", "{}", "`a`: is required"),
        (
            "type: FILE", "file:///etc/passwd",
            "expected a file, or the URI of one that begins with `kestra:///`, `nsfile:///`"
        ),
        ("type: FILE", "kestra:///a/../b", "expected a path without `.` and `..`"),
        ("type: FILE, allowedFileExtensions: [.csv]", "kestra:///a.txt", "expected a file whose name ends in `.csv`"),
    ])
    func `refuses with what was expected and found`(_ declaration: String, _ text: String, _ message: String) throws {
        let resolution = try resolve("- {id: x, \(declaration)}", ["x": .text(text)])
        #expect(resolution.lines.count == 1)
        #expect(resolution.lines[0].hasPrefix("`x`: \(message)"), "\(resolution.lines)")
        #expect(resolution.stored.isEmpty)
    }

    @Test func `tells all errors at once`() throws {
        let resolution = try resolve(
            "- {id: a, type: INT}\n- {id: b, type: STRING}\n- {id: c, type: BOOL}\n- {id: d, type: STRING}",
            ["a": .text("x"), "c": .json(1), "d": .text("fine"), "e": .text("?")]
        )
        #expect(
            resolution.lines == [
                "`a`: expected a whole number of 64 bits, found the text `x`",
                "`b`: is required; expected text, found nothing", "`c`: expected `true` or `false`, found `1`",
            ]
        )
        #expect(!resolution.isValid)
        #expect(resolution.unknown == ["e"])
    }

    @Test func `takes defaults, which see the inputs before them`() throws {
        let resolution = try resolve(
            """
            - {id: greeting, type: STRING, defaults: 'Hello {{ inputs.name }} {{ vars.mark }}'}
            - {id: name, type: STRING, defaults: World}
            - {id: twice, type: INT, defaults: '{{ inputs.count * 2 }}'}
            - {id: count, type: INT}
            - {id: none, type: STRING, required: false}
            - {id: empty, type: STRING, defaults: ''}
            """,
            ["count": .text("21")],
            in: ExpressionVariables(ExpressionMap([("vars", .map([("mark", .text("!"))]))]))
        )
        #expect(resolution.lines == [])
        #expect(
            resolution.stored == [
                "greeting": "Hello World !", "name": "World", "twice": 42, "count": 21, "none": nil, "empty": "",
            ]
        )
        #expect(resolution.inputs.map(\.isDefault) == [true, true, true, false, false, true])
    }

    @Test func `drops what is not asked for`() throws {
        let yaml = """
            - {id: kind, type: SELECT, values: [vm, none]}
            - {id: size, type: INT, dependsOn: {inputs: [kind], condition: "{{ inputs.kind == 'vm' }}"}}
            - {id: note, type: STRING, defaults: "{{ inputs.size ?? 'no size' }}"}
            """
        let without = try resolve(yaml, ["kind": .text("none"), "size": .text("not a number")])
        #expect(without.stored == ["kind": "none", "note": "no size"])
        #expect(without.inputs.map(\.isEnabled) == [true, false, true])
        let with = try resolve(yaml, ["kind": .text("vm"), "size": .text("8")])
        #expect(with.stored == ["kind": "vm", "size": 8, "note": "8"])
    }

    @Test func `offers rendered values`() throws {
        let yaml = """
            - {id: region, type: SELECT, values: [eu, us]}
            - id: zone
              type: SELECT
              expression: "{{ inputs.region == 'eu' ? ['eu-1', 'eu-2'] : ['us-1'] }}"
              autoSelectFirst: true
            """
        let resolution = try resolve(yaml, ["region": .text("eu")])
        #expect(resolution.stored == ["region": "eu", "zone": "eu-1"])
        #expect(resolution.inputs[1].input.json["values"] == ["eu-1", "eu-2"])
        let refused = try resolve(yaml, ["region": .text("us"), "zone": .text("eu-1")])
        #expect(refused.lines == ["`zone`: expected one of `us-1`, found the text `eu-1`"])
        let failing = try resolve("- {id: x, type: SELECT, expression: '{{ nothing }}'}", ["x": .text("a")])
        #expect(failing.inputs[0].problems.map(\.isRenderError) == [true])
        let wrong = try resolve("- {id: x, type: SELECT, expression: '{{ 1 }}'}", ["x": .text("a")])
        #expect(wrong.lines == ["`x`: `expression` must give a list, found a number"])
    }

    @Test func `waits for inputs that are not valid`() throws {
        let resolution = try resolve(
            "- {id: b, type: STRING, defaults: '{{ inputs.a }}'}\n- {id: a, type: INT}",
            ["a": .text("x")]
        )
        #expect(resolution.lines.count == 2)
        #expect(resolution.lines[0].contains("the input `a` has no valid value"))
        #expect(resolution.inputs[0].problems[0].isRenderError)
    }

    @Test func `keeps secrets encrypted, masked and marked`() throws {
        let yaml =
            "- {id: key, type: SECRET, validator: '.{4,}'}\n- {id: copy, type: STRING, defaults: 'k={{ inputs.key }}'}"
        let resolution = try resolve(yaml, ["key": .text("hunter2")], cipher: .reversing)
        #expect(resolution.lines == [])
        #expect(!JSON.object(resolution.stored).text.contains("hunter2"))
        let key = try #require(resolution.stored["key"].flatMap { SealedValue($0) })
        #expect(try key.opened(with: .reversing) == "hunter2")
        #expect(resolution.values["key"]?.isTainted == true)
        // What a default makes of a secret is one too.
        let copy = try #require(resolution.stored["copy"].flatMap { SealedValue($0) })
        #expect(try copy.opened(with: .reversing) == "k=hunter2")
        #expect(resolution.inputs.map(\.shown) == ["******", "******"])
    }

    @Test func `never repeats a secret`() throws {
        let yaml = "- {id: key, type: SECRET, validator: 'x+'}"
        let refused = try resolve(yaml, ["key": .text("hunter2")], cipher: .reversing)
        #expect(refused.lines == ["`key`: expected text that matches the pattern `x+`, found other text"])
        let typed = try resolve(yaml, ["key": .json(["hunter2"])], cipher: .reversing)
        #expect(typed.lines == ["`key`: expected text, found an array"])
        let keyless = try resolve(yaml, ["key": .text("xxx")])
        #expect(keyless.lines == ["`key`: a secret cannot be kept: the server has no key to encrypt it with"])
        #expect(keyless.values["key"] == nil)
    }

    @Test func `never repeats what a default made of a secret`() throws {
        let resolution = try resolve(
            "- {id: key, type: SECRET}\n- {id: number, type: INT, defaults: '{{ inputs.key }}'}",
            ["key": .text("hunter2")],
            cipher: .reversing
        )
        #expect(resolution.lines == ["`number`: expected a whole number of 64 bits, found another secret"])
    }

    @Test func `takes files by reference`() throws {
        let yaml =
            "- {id: f, type: FILE, allowedFileExtensions: [.csv]}\n- {id: g, type: FILE, defaults: 'file:///data/x'}"
        let file = SuppliedInput.File(
            name: "Data.CSV",
            size: 5,
            uri: "kestra:///company/f/executions/1/inputs/f/Data.CSV"
        )
        let resolution = try resolve(yaml, ["f": .file(file)])
        #expect(resolution.stored == ["f": .string(file.uri ?? ""), "g": "file:///data/x"])
        let refused = try resolve(yaml, ["f": .file(SuppliedInput.File(name: "x.exe", size: 1))])
        #expect(refused.lines == ["`f`: expected a file whose name ends in `.csv`, found the text `x.exe`"])
        let elsewhere = try resolve("- {id: n, type: INT}", ["n": .file(file)])
        #expect(elsewhere.lines == ["`n`: expected a whole number of 64 bits, found a file"])
    }

    @Test func `does not let what was given name files of the server`() throws {
        let yaml = "- {id: path, type: STRING}\n- {id: f, type: FILE, defaults: '{{ inputs.path }}'}"
        let resolution = try resolve(yaml, ["path": .text("file:///etc/passwd")])
        #expect(resolution.lines.count == 1)
    }

    @Test func `nests identifiers with dots and groups`() throws {
        let yaml = """
            - {id: nested.string, type: STRING}
            - {id: nested.more.int, type: INT}
            - id: form
              type: FORM
              dependsOn: {condition: '{{ inputs.nested.more.int > 1 }}'}
              inputs:
                - {id: a, type: STRING}
                - {id: b, type: STRING, defaults: '{{ inputs.form.a }}!'}
            """
        let resolution = try resolve(
            yaml,
            ["nested.string": .text("x"), "nested.more.int": .text("2"), "form": .json(["a": "y"])]
        )
        #expect(resolution.lines == [])
        #expect(resolution.stored == ["nested": ["string": "x", "more": ["int": 2]], "form": ["a": "y", "b": "y!"]])
        let without = try resolve(yaml, SuppliedInputs(["nested": ["string": "x", "more": ["int": 1]]]))
        #expect(without.stored == ["nested": ["string": "x", "more": ["int": 1]]])
    }

    @Test func `puts reusable inputs in their place`() throws {
        let (inputs, _) = try readInputs("- {id: db, type: REUSABLE_INPUTS, ref: credentials}")
        let shared = try readInputs("- {id: user, type: STRING}\n- {id: port, type: INT, defaults: 5432}").inputs
        let resolver = try InputResolver(inputs) { id, namespace in
            id == "credentials" && namespace == nil ? shared : nil
        }
        #expect(resolver.resolve(["db.user": .text("ann")]).stored == ["db": ["user": "ann", "port": 5432]])
        let error = #expect(throws: FieldErrors.self) { try InputResolver(inputs) }
        #expect(error?.description == "`db`: there are no reusable inputs `credentials`")
    }

    @Test func `refuses a cycle that only reusable inputs make`() throws {
        let shared = [
            InputDeclaration(id: "a", type: .string, defaults: "{{ inputs.s.b }}"),
            InputDeclaration(id: "b", type: .string, defaults: "{{ inputs.s.a }}"),
        ]
        let input = InputDeclaration(id: "s", type: .reusableInputs, constraint: .reusable(id: "x", namespace: nil))
        let error = #expect(throws: FieldErrors.self) { try InputResolver([input]) { _, _ in shared } }
        #expect(error?.description == "`s.a`: inputs wait for each other: `s.a` -> `s.b` -> `s.a`")
    }

    @Test func `takes empty text for nothing where text is not the type`() throws {
        let resolution = try resolve(
            "- {id: n, type: INT, required: false}\n- {id: s, type: STRING}",
            ["n": .text(""), "s": .text("")]
        )
        #expect(resolution.stored == ["n": nil, "s": ""])
    }

    @Test func `resolves a thousand inputs that build on each other`() throws {
        let yaml = (0..<1000).map { index in
            index == 0
                ? "- {id: i0, type: INT, defaults: 1}"
                : "- {id: i\(index), type: INT, defaults: '{{ inputs.i\(index - 1) + 1 }}'}"
        }.joined(separator: "\n")
        let resolution = try resolve(yaml)
        #expect(resolution.stored["i999"] == 1000)
    }
}
