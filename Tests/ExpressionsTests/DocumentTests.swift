import JSON
import Testing

@testable import Expressions

@Suite("Documents of templates")
struct DocumentTests {
    private static let context = ExpressionVariables(
        ExpressionMap([
            ("inputs", .map([("count", .integer(3)), ("key", .text(ExpressionText("s3cret", isSecret: true)))])),
            ("name", .text("x")),
        ])
    )

    private func evaluate(_ json: JSON) throws(ExpressionError) -> ExpressionValue {
        try ExpressionDocument(cache: ExpressionCache()).evaluate(json, in: Self.context)
    }

    @Test func `keep the types of single expressions`() throws {
        let json: JSON = ["a": "{{ inputs.count }}", "b": "{{ inputs.count }} ", "c": [true, nil, 1.5, "plain"]]
        #expect(try evaluate(json).json == ["a": 3, "b": "3 ", "c": [true, nil, 1.5, "plain"]])
    }

    @Test func `render names of members`() throws {
        #expect(try evaluate(["{{ name }}1": ["{{ name }}2": 1]]).json == ["x1": ["x2": 1]])
    }

    @Test func `make text of every template where text is wanted`() throws {
        let value = try ExpressionDocument().renderText(["a": ["{{ inputs.count }}", 3]], in: Self.context)
        #expect(value.json == ["a": ["3", 3]])
    }

    @Test func `know what was made of secrets`() throws {
        let value = try evaluate(["a": "key {{ inputs.key }}", "b": "free"])
        #expect(value.member("a")?.isTainted == true)
        #expect(value.member("b")?.isTainted == false)
    }

    @Test func `refuse a name that is made of a secret, without telling it`() {
        #expect {
            try evaluate(["{{ inputs.key }}": 1])
        } throws: { error in
            let text = "\(error)"
            return text.contains("the name of a member cannot be made of a secret") && !text.contains("s3cret")
        }
    }

    @Test func `tell the place of what fails`() {
        #expect {
            try evaluate(["body": ["rows": [1, "{{ nothing }}"]]])
        } throws: { error in
            "\(error)".hasPrefix("line 1, column 4: in `body.rows.1`: ")
        }
    }

    @Test func `are bounded in depth`() {
        var json: JSON = "{{ name }}"
        for _ in 0..<200 { json = [json] }
        #expect { try evaluate(json) } throws: { ($0 as? ExpressionError)?.kind == .limit }
    }

    @Test func `are bounded in what all values take together`() {
        var limits = ExpressionLimits.default
        limits.maximumOutputBytes = 4096
        let document = ExpressionDocument(limits: limits)
        let long = [JSON](repeating: .string(String(repeating: "{{ 'abcdefgh' }}", count: 100)), count: 10)
        #expect {
            try document.evaluate(.array(long), in: Self.context)
        } throws: { error in
            "\(error)".contains("the values take more than 4096 bytes")
        }
    }
}
