import JSON
import Testing
import YAML

@testable import Flows

@Suite("Editing the text of a flow")
struct FlowSourceTests {
    private func set(_ isDisabled: Bool, _ source: String) -> String? {
        FlowSource.setting(disabled: isDisabled, in: source, limits: .default)
    }

    @Test(
        arguments: [
            ("id: a\n", "id: a\ndisabled: true\n"), ("id: a", "id: a\ndisabled: true\n"),
            ("id: a\ndisabled: false # for now\nb: 1\n", "id: a\ndisabled: true # for now\nb: 1\n"),
            ("disabled:   no\nid: ü # ünïcode\n", "disabled:   true\nid: ü # ünïcode\n"),
            ("{id: a, b: [1]}", "{disabled: true, id: a, b: [1]}"),
            ("--- \nid: a\n...\n", "--- \nid: a\ndisabled: true\n...\n"),
            ("id: |\n  disabled: false\n", "id: |\n  disabled: false\ndisabled: true\n"),
            ("id: ä\n\"disabled\": false\n", "id: ä\n\"disabled\": true\n"),
            ("# c\nid: |\n  a", "# c\ndisabled: true\nid: |\n  a"),
            ("id: a\r\ndisabled: false\r\nb: 1\r\n", "id: a\r\ndisabled: true\r\nb: 1\r\n"),
            ("id: a\ndisabled: \"false\"\n", nil), ("- 1\n", nil), ("", nil), ("id: &d false\ndisabled: *d\n", nil),
            ("  id: a\n  b: 1\n", nil), ("{}", "{disabled: true, }"),
        ] as [(String, String?)]
    )
    func `sets one property and nothing else, or gives up`(_ source: String, _ expected: String?) throws {
        let edited = set(true, source)
        #expect(edited == expected)
        guard let edited else { return }
        var document = try #require(try YAML.document(Array(source.utf8)).object)
        document["disabled"] = true
        #expect(try YAML.document(Array(edited.utf8)) == .object(document))
    }

    @Test(.enabled(if: Corpus.shared != nil, Comment(rawValue: Corpus.absence)))
    func `leaves the flows of others what they say`() throws {
        let corpus = try #require(Corpus.shared)
        for file in corpus.accepted {
            let source = String(decoding: try corpus.source(file), as: UTF8.self)
            for isDisabled in [true, false] {
                let edited = try #require(set(isDisabled, source), "\(file)")
                #expect(FlowReader().read(Array(edited.utf8)).flow?.isDisabled == isDisabled, "\(file)")
            }
        }
        #expect(corpus.accepted.count > 90)
    }

    @Test func `goes there and back`() throws {
        let source = "id: a\ndisabled: true\n"
        #expect(set(false, source) == "id: a\ndisabled: false\n")
        #expect(set(true, set(false, source) ?? "") == source)
    }
}

@Suite("Places in the text of a flow")
struct FlowSourceMatchTests {
    @Test func `are told by line and column`() {
        let found = FlowSourceMatch.all(of: "EINS", in: "a\nzwei eins drei\r\nKeins", caseSensitive: false)
        #expect(found.map(\.line) == [2, 3] && found.map(\.column) == [6, 2])
        #expect(found.first?.fragment == "zwei [mark]eins[/mark] drei\r")
        #expect(FlowSourceMatch.all(of: "EINS", in: "eins", caseSensitive: true).isEmpty)
        #expect(FlowSourceMatch.all(of: "", in: "eins", caseSensitive: true).isEmpty)
    }

    @Test func `are bounded, and so are their lines`() {
        let source = String(repeating: String(repeating: "x", count: 1000) + "y\n", count: 100)
        let found = FlowSourceMatch.all(of: "y", in: source, caseSensitive: false)
        #expect(found.count == 50 && found.allSatisfy { $0.snippet.utf8.count <= 201 })
    }
}
