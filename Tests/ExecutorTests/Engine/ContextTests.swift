import Expressions
import Flows
import JSON
import Testing

@testable import Executor

@Suite("What expressions of executions see")
struct ContextTests {
    private let cipher = InputCipher(seal: { String($0.reversed()) }, open: { String($0.reversed()) })

    @Test func `leaves that were made of secrets are sealed, and opened as secrets`() throws {
        let object: JSONObject = ["plain": 1, "list": ["a", ["b": "secret"]], "all": ["x": "y"]]
        let sealed = try SealedDocument.sealed(
            object,
            at: [["list", "1", "b"], ["all"], ["all", "x"], ["nowhere"], ["list", "9"]],
            with: cipher
        )
        #expect(!JSON.object(sealed).text.contains("secret") && sealed["plain"] == 1)
        let value = try SealedDocument.value(.object(sealed), cipher)
        #expect(value.json == .object(object) && value.isTainted)
        #expect(value.member("plain")?.isTainted == false && value.member("all")?.isTainted == true)
        var paths: [[String]] = []
        #expect(try SealedDocument.opened(.object(sealed), at: ["o"], cipher, &paths) == .object(object))
        #expect(Set(paths) == [["o", "list", "1", "b"], ["o", "all"]])
        #expect(throws: ExpressionError.self) { try SealedDocument.value(.object(sealed), nil) }
    }

    @Test func `outputs are found by task and by the values of the loops around`() {
        let outputs = ExecutionOutputs()
        outputs.set(["value": 1], ofTaskRun: 0, at: ["t"])
        outputs.set(["value": 2], ofTaskRun: 1, at: ["inner", "a"])
        outputs.set(["value": 3], ofTaskRun: 2, at: ["inner", "b", "c"])
        #expect(outputs.tasks == ["t", "inner"])
        #expect(outputs.outputs(ofTask: "inner") == ["a": ["value": 2], "b": ["c": ["value": 3]]])
        outputs.set(["value": 4], ofTaskRun: 3, at: ["t"])
        #expect(outputs.outputs(ofTask: "t") == ["value": 4] && outputs.output(ofTaskRun: 0) == ["value": 1])
        let weight = outputs.weight
        outputs.remove([3, 7])
        #expect(outputs.outputs(ofTask: "t") == ["value": 1] && outputs.weight < weight)
        outputs.remove([0, 1, 2])
        #expect(outputs.tasks.isEmpty && outputs.weight == 0)
    }

    @Test func `templates tell which values they name`() {
        let named = NamedValues(in: ["a": "{{ outputs.t.value ~ inputs['x'] }}", "{{ vars.key }}": ["{{ trigger }}"]])
        #expect(named["outputs"] == .members(["t"]) && named["inputs"] == .members(["x"]))
        #expect(named["vars"] == .members(["key"]) && named["trigger"] == .whole && named["tasks"] == nil)
        #expect(NamedValues(in: "{{ outputs[inputs.task].value }}")["outputs"] == .whole)
        #expect(NamedValues(in: "{{ render(vars.template) }}")["outputs"] == .whole)
        #expect(NamedValues(in: "no template")["outputs"] == nil)
    }

    @Test func `what the machine keeps of a value is not made of a secret`() throws {
        let secret = ExpressionValue("hidden", isSecret: true)
        #expect(throws: EvaluationFailure.self) { try EvaluatedValue(secret, as: .text) }
        #expect(throws: EvaluationFailure.self) { try EvaluatedValue(.list([secret]), as: .values) }
        #expect(try EvaluatedValue(secret, as: .truth) == .truth(true))
        #expect(
            try EvaluatedValue(.text("[1, \"b\"]"), as: .values) == .values([IterationValue("1"), IterationValue("b")])
        )
        #expect(try EvaluatedValue(.text("PT1M"), as: .duration) == .integer(60_000))
        #expect(try EvaluatedValue(.text("7"), as: .integer) == .integer(7))
        #expect(throws: EvaluationFailure.self) { try EvaluatedValue(.text("soon"), as: .duration) }
    }
}
