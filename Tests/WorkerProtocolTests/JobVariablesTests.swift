import Expressions
import JSON
import RandomData
import Testing

@testable import WorkerProtocol

@Suite("Variables of a job")
struct JobVariablesTests {
    private static let variables = JobVariables(
        [
            "inputs": ["user": "ada", "password": "tiger"],
            "outputs": ["first": ["values": ["public", "hidden", ["deep": "buried"]], "count": 7]],
        ],
        secretPaths: [
            ["inputs", "password"], ["outputs", "first", "values", "1"], ["outputs", "first", "values", "2", "deep"],
            ["outputs", "first", "count"],
        ]
    )

    private func masked(_ template: String) throws -> String {
        try ExpressionTemplate(parsing: template).render(in: Self.variables.expressionVariables()).masked()
    }

    @Test func `mark what is secret, and nothing else`() throws {
        #expect(try masked("{{ inputs.user }}:{{ inputs.password }}") == "ada:******")
        #expect(try masked("{{ outputs.first.values[0] }} {{ outputs.first.values[1] | upper }}") == "public ******")
        #expect(try masked("{{ outputs.first.count + 1 }}") == "******")
        #expect(try masked("{{ inputs }}") == #"{"user":"ada","password":"******"}"#)
    }

    @Test func `mark all of what a path leads to that is not there`() throws {
        let variables = JobVariables(["inputs": "text"], secretPaths: [["inputs", "password"]])
        let text = try ExpressionTemplate(parsing: "{{ inputs }}").render(in: variables.expressionVariables())
        #expect(text.masked() == "******")
    }

    @Test func `tell what is secret as a whole by its values`() {
        let value = ExpressionValue(["a": [1, []], "b": [:], "c": ["d": nil]], isSecret: true)
        let paths = JobVariables.secretPaths(of: .map([("x", value), ("y", .text("free"))]))
        #expect(paths == [["x", "a", "0"], ["x", "a", "1"], ["x", "b"], ["x", "c", "d"]])
    }

    @Test func `are the same once they were taken of what they became`() throws {
        var numbers = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let map = ExpressionMap(
                (0..<3).map { ("n\($0)", Self.random(depth: 0, isSecret: false, &numbers)) }
            )
            let variables = JobVariables(map)
            let again = JobVariables(variables.expressionMap())
            #expect(again == variables)
            // What an evaluation shows is the same too, and holds nothing secret.
            let shown = try Self.shown(variables)
            #expect(shown == (try Self.shown(again)))
            #expect(!shown.contains("SECRET"))
            #expect(shown.contains("free") == JSON.object(variables.json).description.contains("free"))
        }
    }

    private static func shown(_ variables: JobVariables) throws -> String {
        try ExpressionTemplate(parsing: "{{ n0 }} {{ n1 }} {{ n2 }}")
            .render(in: variables.expressionVariables()).masked()
    }

    /// A value in which texts that are secret say so.
    private static func random(
        depth: Int,
        isSecret: Bool,
        _ numbers: inout SeededGenerator
    ) -> ExpressionValue {
        let isSecret = isSecret || UInt8.random(in: 0..<6, using: &numbers) == 0
        switch UInt8.random(in: 0..<(depth < 4 ? 7 : 4), using: &numbers) {
        case 0: return isSecret ? ExpressionValue.null.tainted : .null
        case 1: return isSecret ? ExpressionValue.integer(7).tainted : .integer(7)
        case 2, 3: return .text(ExpressionText(isSecret ? "SECRET" : "free", isSecret: isSecret))
        case 4, 5:
            let count = Int.random(in: 0..<4, using: &numbers)
            let list = ExpressionValue.list(
                (0..<count).map { _ in random(depth: depth + 1, isSecret: isSecret, &numbers) }
            )
            return isSecret ? list.tainted : list
        default:
            let count = Int.random(in: 0..<4, using: &numbers)
            return .map((0..<count).map { ("m\($0)", random(depth: depth + 1, isSecret: isSecret, &numbers)) })
        }
    }
}
