import FoundationEssentials
import JSON
import Testing

@testable import Expressions

/// A case of a golden file: a template, a context, and what comes of it.
struct GoldenCase: CustomTestStringConvertible {
    enum Expectation {
        case text(String)
        case value(JSON)
        case masked(String)
        case error(String)
    }

    let file: String
    let name: String
    let template: String
    let context: JSON
    let expectation: Expectation

    var testDescription: String { "\(file): \(name)" }

    static let folder: URL = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// The cases of all files.
    static func all() throws -> [GoldenCase] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter {
            $0.hasSuffix(".golden")
        }
        return try files.sorted().flatMap { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return try cases(of: text, in: file)
        }
    }

    private static func cases(of text: String, in file: String) throws -> [GoldenCase] {
        var cases: [GoldenCase] = []
        // The new line at the end of the file is no part of the last case.
        let body = "\n" + (text.last == "\n" ? text.dropLast() : text[...])
        for block in body.split(separator: "\n=== ").dropFirst(text.hasPrefix("=== ") ? 0 : 1) {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            var sections: [(name: String, lines: [Substring])] = [("template", [])]
            for line in lines.dropFirst() {
                if line.hasPrefix("--- ") {
                    sections.append((String(line.dropFirst(4)), []))
                } else {
                    sections[sections.count - 1].lines.append(line)
                }
            }
            cases.append(try GoldenCase(file, String(lines[0]), sections))
        }
        return cases
    }

    private init(_ file: String, _ name: String, _ sections: [(name: String, lines: [Substring])]) throws {
        (self.file, self.name) = (file, name)
        var context: JSON = [:]
        var expectation: Expectation?
        for section in sections.dropFirst() {
            let text = section.lines.joined(separator: "\n")
            switch section.name {
            case "context": context = try JSON(parsing: text)
            case "text": expectation = .text(text)
            case "value": expectation = .value(try JSON(parsing: text))
            case "masked": expectation = .masked(text)
            case "error": expectation = .error(text)
            default: throw Malformed(file: file, name: name)
            }
        }
        template = sections[0].lines.joined(separator: "\n")
        self.context = context
        guard let expectation else { throw Malformed(file: file, name: name) }
        self.expectation = expectation
    }

    struct Malformed: Error {
        let file: String
        let name: String
    }
}

@Suite("Golden files")
struct GoldenTests {
    @Test(arguments: try GoldenCase.all())
    func `a template gives what its file says`(_ golden: GoldenCase) {
        let context = Fixture.context(golden.context)
        do throws(ExpressionError) {
            let template = try ExpressionTemplate(parsing: golden.template)
            let result = try template.evaluate(in: context, services: Fixture.services)
            let text = try result.text
            switch golden.expectation {
            case .text(let expected): #expect(text.string == expected)
            case .masked(let expected): #expect(text.masked() == expected)
            case .value(let expected): #expect(result.value.json == expected, "\(result.value.json)")
            case .error(let expected): Issue.record("expected the error \(expected), got \(text.string)")
            }
        } catch {
            guard case .error(let expected) = golden.expectation else {
                Issue.record("\(error)")
                return
            }
            #expect(error.description == expected)
        }
    }
}
