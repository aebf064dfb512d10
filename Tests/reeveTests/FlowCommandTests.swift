import Foundation
import HTTP
import JSON
import Terminal
import Testing

@testable import reeve

/// A folder that is there for the time of a test.
private struct Folder: ~Copyable {
    let path = "/tmp/reeve-cli-flows-\(UInt64.random(in: 0...UInt64.max))"

    init(_ files: [String: String]) throws {
        for (name, text) in files {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

private func flow(_ id: String, namespace: String = "company.team", message: String = "hello") -> String {
    """
    id: \(id)
    namespace: \(namespace)
    tasks:
      - id: log
        type: io.kestra.plugin.core.log.Log
        message: \(message)

    """
}

private let flows = "/api/v1/acme/flows"

@Suite("Validating flows in files")
struct FlowValidateTests {
    @Test func `finds the files of folders and has nothing to say of good ones`() async throws {
        let folder = try Folder([
            "a.yaml": flow("a"), "deep/er/b.yml": flow("b"), "notes.txt": "not: [a flow", ".hidden/c.yaml": "x: [",
        ])
        let outcome = try await run(["flow", "validate", folder.path], .flow)
        #expect(outcome.code == .success)
        #expect(outcome.output == "")
        #expect(outcome.error == "2 files: 0 errors, 0 warnings\n")
        #expect(outcome.requests.isEmpty)
    }

    @Test func `tells every error with file, line and column`() async throws {
        let folder = try Folder([
            "a.yaml":
                "id: a\nnamespace: company.team\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Logg\n    message: x\nspeed: 1\n",
            "b.yaml": "id: [",
        ])
        let outcome = try await run(["flow", "validate", folder.path], .flow)
        #expect(outcome.code == .failure)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("\(folder.path)/a.yaml:5:11: error: `tasks[0].type`: "))
        #expect(lines[0].contains("did you mean") && lines[0].hasSuffix("[unknown-type]"))
        #expect(lines[1].hasPrefix("\(folder.path)/a.yaml:7:1: error: `speed`: unknown property `speed`"))
        #expect(lines[2].hasPrefix("\(folder.path)/b.yaml:") && lines[2].hasSuffix("[yaml]"))
    }

    @Test func `writes JSON and SARIF for programs`() async throws {
        let folder = try Folder(["a b.yaml": flow("a") + "speed: 1\n"])
        let json = try await run(["flow", "validate", folder.path, "--output", "json"], .flow)
        #expect(json.code == .failure)
        let report = try JSON(parsing: Array(json.output.utf8))
        #expect(report[0]?["id"] == "a")
        #expect(report[0]?["problems"]?[0]?["rule"] == "unknown-property")
        #expect(report[0]?["problems"]?[0]?["line"] == 7)
        let sarif = try await run(["flow", "validate", "\(folder.path)/a b.yaml", "-o", "sarif"], .flow)
        let log = try JSON(parsing: Array(sarif.output.utf8))
        let result = try #require(log["runs"]?[0]?["results"]?[0])
        #expect(log["version"] == "2.1.0")
        #expect(result["ruleId"] == "unknown-property" && result["level"] == "error")
        let place = try #require(result["locations"]?[0]?["physicalLocation"])
        #expect(place["region"] == ["startLine": 7, "startColumn": 1])
        #expect(place["artifactLocation"]?["uri"]?.string == "file://\(folder.path)/a%20b.yaml")
        let rule = try #require(result["ruleIndex"]?.integer)
        #expect(log["runs"]?[0]?["tool"]?["driver"]?["rules"]?[Int(rule)]?["id"] == "unknown-property")
    }

    @Test func `notices two files that declare one flow`() async throws {
        let folder = try Folder(["a.yaml": flow("a"), "b.yaml": flow("a")])
        let outcome = try await run(["flow", "validate", folder.path], .flow)
        #expect(outcome.code == .failure)
        #expect(outcome.output.contains("b.yaml:1:1: error: `id`: the flow `a` of `company.team` is declared by"))
    }

    @Test func `fails for warnings only if it is asked to`() async throws {
        let folder = try Folder(["a.yaml": flow("a") + "inputs:\n  - {id: b, type: BOOLEAN}\n"])
        let lenient = try await run(["flow", "validate", folder.path], .flow)
        #expect(lenient.code == .success)
        #expect(lenient.output.contains("warning: `inputs[0].type`: `BOOLEAN` is deprecated"))
        #expect(try await run(["flow", "validate", folder.path, "--strict"], .flow).code == .failure)
    }

    @Test func `says what cannot be read`() async throws {
        let folder = try Folder(["notes.txt": "x"])
        let missing = try await run(["flow", "validate", "\(folder.path)/none.yaml"], .flow)
        #expect(missing.code == .data && missing.error.contains("none.yaml"))
        let empty = try await run(["flow", "validate", folder.path], .flow)
        #expect(empty.code == .data && empty.error.contains("there is no file"))
    }
}

@Suite("Bringing flows to a server")
struct FlowDeployTests {
    private func answer(_ source: String) -> Response {
        Response(text: JSON.object(["source": .string(source)]).text)
    }

    @Test func `creates what is missing, updates what differs, and leaves the rest`() async throws {
        let folder = try Folder([
            "a.yaml": flow("a"), "b.yaml": flow("b", message: "new"), "c.yaml": flow("c"),
        ])
        let outcome = try await run(
            ["flow", "deploy", folder.path],
            answers: [
                flows: Response(text: "{}"), "\(flows)/company.team/b": answer(flow("b")),
                "\(flows)/company.team/c": answer(flow("c")),
            ],
            .flow
        )
        #expect(outcome.code == .success)
        let changes = outcome.requests.filter { !$0.hasPrefix("GET") }
        #expect(
            changes == [
                "POST \(flows) Bearer rvp_token \(flow("a"))",
                "PUT \(flows)/company.team/b Bearer rvp_token \(flow("b", message: "new"))",
            ]
        )
        #expect(outcome.error.hasSuffix("1 were created, 1 were updated, 0 were deleted, 1 the same\n"))
    }

    @Test func `shows what would change and changes nothing`() async throws {
        let folder = try Folder(["a.yaml": flow("a", message: "new")])
        let outcome = try await run(
            ["flow", "deploy", folder.path, "--dry-run"],
            answers: ["\(flows)/company.team/a": answer(flow("a"))],
            .flow
        )
        #expect(outcome.code == .success)
        #expect(outcome.requests.allSatisfy { $0.hasPrefix("GET") })
        #expect(outcome.output.contains("--- server: company.team/a\n"))
        #expect(outcome.output.contains("-    message: hello\n+    message: new\n"))
    }

    @Test func `sends nothing if one file cannot be used`() async throws {
        let folder = try Folder(["a.yaml": flow("a"), "b.yaml": "id: b\n"])
        let outcome = try await run(["flow", "deploy", folder.path], .flow)
        #expect(outcome.code == .data && outcome.requests.isEmpty)
        #expect(outcome.error.contains("b.yaml:1:1: error"))
    }

    @Test func `deletes only what it is told to, and only if that is confirmed`() async throws {
        let folder = try Folder(["a.yaml": flow("a")])
        let listing =
            #"{"results":[{"namespace":"company.team","id":"a"},{"namespace":"company.team","id":"old"}],"total":2}"#
        let answers = [
            "\(flows)/search": Response(text: listing), "\(flows)/company.team/a": answer(flow("a")),
            "\(flows)/company.team/old": answer(flow("old")),
        ]
        let plain = try await run(["flow", "deploy", folder.path, "-n", "company.team"], answers: answers, .flow)
        #expect(plain.code == .success && !plain.requests.contains { $0.hasPrefix("DELETE") })
        let unsure = try await run(
            ["flow", "deploy", folder.path, "-n", "company.team", "--delete"],
            answers: answers,
            .flow
        )
        #expect(unsure.code == .usage && !unsure.requests.contains { $0.hasPrefix("DELETE") })
        #expect(unsure.error.contains("`company.team/old`"))
        let sure = try await run(
            ["flow", "deploy", folder.path, "-n", "company.team", "--delete", "--yes"],
            answers: answers,
            .flow
        )
        #expect(sure.code == .success)
        #expect(sure.requests.last == "DELETE \(flows)/company.team/old Bearer rvp_token ")
        let anywhere = try await run(["flow", "deploy", folder.path, "--delete", "--yes"], answers: answers, .flow)
        #expect(anywhere.code == .usage && anywhere.requests.isEmpty)
    }

    @Test func `refuses flows of other namespaces`() async throws {
        let folder = try Folder(["a.yaml": flow("a", namespace: "company.teams")])
        let outcome = try await run(["flow", "deploy", folder.path, "--namespace", "company.team"], .flow)
        #expect(outcome.code == .data && outcome.requests.isEmpty)
    }

    @Test func `tells whether files and server differ`() async throws {
        let folder = try Folder(["a.yaml": flow("a")])
        let path = "\(flows)/company.team/a"
        #expect(
            try await run(["flow", "diff", folder.path], answers: [path: answer(flow("a"))], .flow).code == .success
        )
        let differs = try await run(
            ["flow", "diff", folder.path, "-o", "json"],
            answers: [path: answer("id: a\n")],
            .flow
        )
        #expect(differs.code == .failure)
        #expect(try JSON(parsing: Array(differs.output.utf8))[0]?["action"] == "update")
    }

    @Test func `lists and exports`() async throws {
        let listing = #"{"results":[{"namespace":"company.team","id":"a","revision":3,"disabled":false}],"total":1}"#
        let list = try await run(
            ["flow", "list", "company"],
            answers: ["\(flows)/search": Response(text: listing)],
            .flow
        )
        #expect(list.code == .success && list.output.contains("company.team  a"))
        #expect(list.requests[0].contains("filters%5Bnamespace%5D%5BPREFIX%5D=company"))
        let file = "/tmp/reeve-cli-export-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let answers = ["\(flows)/company.team/a": answer(flow("a"))]
        let export = try await run(["flow", "export", "company.team", "a", "--to", file], answers: answers, .flow)
        #expect(export.code == .success)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == flow("a"))
        let none = try await run(["flow", "export", "company.team", "b"], answers: answers, .flow)
        #expect(none.code == .failure)
    }
}
