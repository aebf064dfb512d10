import Flows
import Foundation
import JSON
import Testing
import YAML

@testable import Executor

/// The folder of the corpus.
enum CorpusFolder {
    /// Where the corpus is: beside the package, or where `REEVE_CORPUS` says.
    static let path: String? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let beside = package.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
        let folder = ProcessInfo.processInfo.environment["REEVE_CORPUS"] ?? beside
        return FileManager.default.fileExists(atPath: folder + "/expected.yaml") ? folder : nil
    }()
}

/// The run cases of the shared corpus, from the flow files, through reader, plan and machine, in a simulated world.
@Suite("The corpus runs in the simulator", .enabled(if: CorpusFolder.path != nil))
struct CorpusTests {
    /// Cases that ask for something else than an execution, and what they ask for.
    static let excluded: [String: String] = [
        "full/flow-api": "asks the HTTP API for flows"
    ]

    static func cases() throws -> (cases: [JSON], inputs: JSONObject) {
        guard let folder = CorpusFolder.path else { return ([], [:]) }
        let document = try YAML.document(Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/expected.yaml"))))
        let cases = (document["cases"]?.array ?? []).filter { one in
            (one["kind"]?.string ?? "run") == "run" && one["accept_only"]?.bool != true
        }
        return (cases, document["inputs_valid"]?.object ?? [:])
    }

    @Test func `every case but those that are no matter of executions passes`() throws {
        let (cases, inputs) = try Self.cases()
        var (passed, faults): (Int, [String]) = (0, [])
        for one in cases {
            let id = one["id"]?.string ?? ""
            guard Self.excluded[id] == nil else { continue }
            let problems = CorpusCase(one, folder: CorpusFolder.path ?? "", validInputs: inputs).run()
            if problems.isEmpty {
                passed += 1
            } else {
                faults.append("\(id): \(problems.prefix(2))")
            }
        }
        print("corpus: \(passed) of \(cases.count) run cases pass, \(Self.excluded.count) are not run")
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
        #expect(passed == cases.count - Self.excluded.count)
    }
}
