import Foundation
import JSON
import YAML

/// The flows of others that lie beside the package, with what must come of them.
struct Corpus {
    let folder: URL
    let expected: JSON

    /// The corpus, `nil` if it is not there.
    static let shared: Corpus? = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let folder = root.appending(path: "shared/corpus")
        guard let data = try? Data(contentsOf: folder.appending(path: "expected.yaml")),
            let expected = try? YAML.document(Array(data))
        else { return nil }
        return Corpus(folder: folder, expected: expected)
    }()

    /// Why tests of it are left out.
    static let absence = "there is no ../shared/corpus beside the package"

    func source(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "flows/\(file)")))
    }

    var accepted: [String] { expected["accept"]?.array?.compactMap(\.string) ?? [] }

    var refused: [(file: String, words: [String])] {
        (expected["invalid"]?.array ?? []).compactMap { element in
            guard let file = element["file"]?.string else { return nil }
            return (file, element["words"]?.array?.compactMap(\.string) ?? [])
        }
    }

    /// The cases about graphs, with one step each.
    var graphs: [JSON] {
        (expected["cases"]?.array ?? []).filter { $0["kind"]?.string == "graph" }
    }
}
