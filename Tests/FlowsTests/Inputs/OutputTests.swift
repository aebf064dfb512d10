import Expressions
import JSON
import Testing
import YAML

@testable import Flows

@Suite("Outputs of flows")
struct OutputTests {
    private func read(_ yaml: String) throws -> (outputs: [OutputDeclaration], problems: [String]) {
        let root = try #require(try YAML.nodes(Array(yaml.utf8)).first)
        var problems = FlowProblems()
        let outputs = OutputDecoder().outputs(Declaration(root, path: "outputs"), &problems)
        return (outputs, problems.list.map(\.sentence))
    }

    private let context = ExpressionVariables(
        ExpressionMap([
            ("outputs", .map([("t", .map([("n", .integer(3)), ("s", .text(ExpressionText("key", isSecret: true)))]))]))
        ])
    )

    @Test func `gives typed values at the end`() throws {
        let (outputs, problems) = try read(
            """
            - {id: text, type: STRING, value: 'n={{ outputs.t.n }}'}
            - {id: count.all, type: INT, value: '{{ outputs.t.n }}'}
            - {id: list, type: ARRAY, value: ['{{ outputs.t.n }}', b]}
            - {id: none, type: STRING, value: '{{ outputs.t.x ?? null }}', required: false}
            - {id: key, type: STRING, value: '{{ outputs.t.s }}'}
            """
        )
        #expect(problems == [])
        let values = try OutputRenderer(outputs).render(in: context, services: ExpressionServices(), cipher: .reversing)
        #expect(values["text"] == "n=3")
        #expect(values["count"] == ["all": 3])
        #expect(values["list"] == ["3", "b"])
        #expect(values["none"] == .null)
        #expect(try values["key"].flatMap { SealedValue($0) }?.opened(with: .reversing) == "key")
    }

    @Test func `writes out what is no text for a text`() throws {
        let (outputs, _) = try read("- {id: a, type: STRING, value: '{{ {\"k\": [1]} }}'}")
        let values = try OutputRenderer(outputs).render(in: context, services: ExpressionServices(), cipher: nil)
        #expect(values["a"] == #"{"k":[1]}"#)
    }

    @Test func `tells everything that failed`() throws {
        let (outputs, _) = try read(
            "- {id: a, type: INT, value: 'x'}\n- {id: b, type: STRING, value: '{{ nothing }}'}\n- {id: c, type: STRING, value: y}"
        )
        let errors = #expect(throws: FieldErrors.self) {
            try OutputRenderer(outputs).render(in: context, services: ExpressionServices(), cipher: nil)
        }
        #expect(errors?.errors.map(\.field) == ["a", "b"])
    }

    @Test(arguments: [
        ("- {id: a, type: STRING}", "`outputs[0].value`: `value` is required"),
        ("- {id: a, type: FORM, value: x}", "an output cannot be a group"),
        ("- {id: a, type: X, value: x}", "expected one of `STRING`"),
        ("- {id: a, type: STRING, value: x}\n- {id: a, type: INT, value: 1}", "duplicate output `a`"),
        ("- {id: a, type: STRING, value: '{{ x'}", "the template cannot be read"),
        ("- {id: a, type: STRING, value: x, min: 1}", "unknown property `min`"),
    ])
    func `refuses with place and reason`(_ yaml: String, _ expected: String) throws {
        let problems = try read(yaml).problems
        #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    }
}
