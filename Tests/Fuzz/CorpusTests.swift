import Foundation
import Testing

/// Replays what the fuzzer was given and what it found: `corpus/<target>` and `regressions/<target>`.
@Suite("Fuzz corpora")
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test(arguments: FuzzTarget.all.map(\.name)) func `hold no finding`(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let inputs = try ["corpus", "regressions"].flatMap { try files(in: "\($0)/\(name)") }
        #expect(!inputs.isEmpty, "`\(name)` has no corpus")
        for input in inputs {
            do {
                try target.check(Array(Data(contentsOf: input)))
            } catch {
                Issue.record("\(input.path): \(error)")
            }
        }
    }

    @Test func `have folders of known targets only`() throws {
        let names = FuzzTarget.all.map(\.name)
        #expect(Set(names).count == names.count)
        for kind in ["corpus", "regressions"] {
            #expect(try Set(files(in: kind).map(\.lastPathComponent)).isSubset(of: names))
        }
    }

    @Test func `are given empty inputs and bytes of all kinds`() throws {
        for target in FuzzTarget.all {
            try target.check([])
            try target.check(Array(0...255))
            try target.check(Array(repeating: 0xFF, count: 300))
        }
    }

    /// What lies in a folder, nothing if there is none.
    private func files(in path: String) throws -> [URL] {
        let folder = Self.folder.appending(path: path)
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
    }
}
