import JSON
import RandomData
import Testing
import YAML

@testable import Flows

@Suite("Damaged declarations of inputs, and values of all kinds")
struct InputDamageTests {
    private static let declarations = """
        - {id: key, type: SECRET, validator: '.+'}
        - {id: a, type: INT, min: 1, max: 9, defaults: '{{ inputs.b | length }}'}
        - {id: b, type: STRING, dependsOn: {inputs: [c], condition: '{{ inputs.c }}'}}
        - {id: c, type: BOOL, defaults: true}
        - {id: d.e, type: SELECT, values: [x, {label: Y, value: y}], autoSelectFirst: true}
        - {id: f, type: FORM, inputs: [{id: g, type: DURATION, max: P1D}, {id: h, type: DATE, after: 2026-01-01}]}
        - {id: l, type: ARRAY, itemType: FLOAT, required: false}
        - {id: j, type: JSON, jsonSchema: {type: object, required: [a], properties: {a: {pattern: 'x+'}}}}
        """

    @Test(arguments: 0..<120) func `are refused with places, or resolved without a trap and without a word of secrets`(
        _ seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let telling = Array("{}[]\",:'|.-#0919axTZP%\n é".utf8) + [0, 0xC3, 0xFF]
        for _ in 0..<10 {
            var bytes = Array(Self.declarations.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let position = Int.random(in: 0...bytes.count, using: &random)
                bytes.insert(telling.randomElement(using: &random) ?? 0, at: position)
                bytes.remove(at: Int.random(in: bytes.indices, using: &random))
            }
            guard let node = try? YAML.nodes(bytes).first else { continue }
            var problems = FlowProblems()
            var decoder = InputDecoder()
            let inputs = decoder.inputs(Declaration(node), &problems)
            #expect(problems.list.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty })
            guard problems.allowUse, let resolver = try? InputResolver(inputs) else { continue }
            let secret = "hunter2-\(seed)-canary"
            var given = SuppliedInputs()
            for id in ["a", "b", "c", "d.e", "f", "f.g", "f.h", "l", "j"] where Bool.random(using: &random) {
                given[id] = .json(.random(depth: 3, using: &random))
            }
            given["key"] = .text(secret)
            let resolution = resolver.resolve(given, cipher: .reversing)
            #expect(!resolution.errors.description.contains(secret))
            #expect(!JSON.object(resolution.stored).text.contains(secret))
            #expect(resolution.isValid == resolution.errors.isEmpty)
        }
    }
}
