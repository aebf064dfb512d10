import Foundation
import HTTP
import Terminal
import Testing

@testable import reeve

@Suite("Commands that call a server")
struct CommandTests {
    @Test func `stores a secret from a file, without the line end and without showing it`() async throws {
        let file = "/tmp/reeve-cli-value-\(UInt64.random(in: 0...UInt64.max))"
        try Data("s3cret\n".utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let path = "/api/v1/acme/namespaces/company.team/secrets"
        let outcome = try await run(
            ["secret", "set", "company.team", "DB", "--from-file", file, "--tag", "team=db"],
            answers: [path: Response(text: #"[{"key":"DB","version":3}]"#)],
            .secret
        )
        #expect(outcome.code == .success)
        #expect(
            outcome.requests == [
                #"PUT \#(path) Bearer rvp_token {"key":"DB","value":"s3cret","tags":[{"key":"team","value":"db"}]}"#
            ]
        )
        #expect(outcome.error == "secret `DB` of `company.team` was stored, version 3\n")
        #expect(!outcome.output.contains("s3cret"))
    }

    @Test func `reads a list page by page`() async throws {
        let page = (0..<100).map { #"{"id":"t\#($0)","name":"T"}"# }.joined(separator: ",")
        let outcome = try await run(
            ["tenant", "list", "--limit", "150", "--output", "json"],
            answers: ["/api/v1/tenants/search": Response(text: #"{"results":[\#(page)],"total":400}"#)],
            .tenant
        )
        #expect(outcome.code == .success)
        #expect(
            outcome.requests.map { $0.split(separator: " ")[1] } == [
                "/api/v1/tenants/search?page=1&size=100", "/api/v1/tenants/search?page=2&size=100",
            ]
        )
        #expect(outcome.output.split(separator: "\n").count { $0.contains("\"id\"") } == 150)
    }

    @Test func `asks for records by filters, and reads on by the cursor`() async throws {
        let record = #"{"auditLog":{"id":"r","type":"LOGIN","date":"d","detail":{"resource":"USER","id":"u"}}}"#
        let records = Array(repeating: record, count: 100).joined(separator: ",")
        let page = #"{"results":[\#(records)],"total":100,"nextCursor":"next"}"#
        let outcome = try await run(
            ["audit", "search", "--actor", "a b", "--resource", "USER", "--resource", "SECRET", "--limit", "150"],
            answers: ["/api/v1/acme/auditlogs/search": Response(text: page)],
            .audit
        )
        #expect(outcome.code == .success)
        let search =
            "/api/v1/acme/auditlogs/search?filters%5BuserId%5D%5BEQUALS%5D=a%20b"
            + "&filters%5Bresources%5D%5BIN%5D=USER%2CSECRET&sort=date%3Adesc"
        #expect(
            outcome.requests.map { $0.split(separator: " ")[1] } == [
                "\(search)&page=1&size=100", "\(search)&cursor=next&size=100",
            ]
        )
        #expect(outcome.output.hasPrefix("DATE  ACTOR  TYPE   RESOURCE  ID  FROM  RECORD\nd     -      LOGIN  USER"))
        #expect(outcome.output.split(separator: "\n").count == 151)
    }

    @Test(arguments: [
        (401, ExitCode.denied), (403, .denied), (404, .failure), (409, .failure), (422, .failure), (429, .temporary),
        (500, .failure), (502, .unavailable), (503, .temporary),
    ])
    func `ends with the code of the server's answer`(_ status: Int, _ code: ExitCode) async throws {
        let body = #"{"message":"no good","errors":[{"field":"id","message":"is bad"}]}"#
        let outcome = try await run(
            ["tenant", "show", "a/../b"],
            answers: ["/api/v1/tenants/a%2F..%2Fb": Response(Status(status), text: body)],
            .tenant
        )
        #expect(outcome.code == code)
        #expect(outcome.error == "error: no good; `id`: is bad\n")
    }

    @Test func `deletes nothing that is not confirmed`() async throws {
        let refused = try await run(["tenant", "delete", "acme"], .tenant)
        #expect(refused.code == .usage && refused.requests.isEmpty)
        let done = try await run(
            ["tenant", "delete", "acme", "--yes"],
            answers: ["/api/v1/tenants/acme": Response(204)],
            .tenant
        )
        #expect(done.code == .success && done.requests == ["DELETE /api/v1/tenants/acme Bearer rvp_token "])
    }

    @Test func `finds a user by name before anything is done to it`() async throws {
        let users = #"{"results":[{"id":"7","username":"Ann@x.example"}],"total":1}"#
        let outcome = try await run(
            ["token", "revoke", "9", "--user", "ann@x.example"],
            answers: [
                "/api/v1/users": Response(text: users), "/api/v1/users/7/api-tokens/9": Response(204),
            ],
            .token
        )
        #expect(outcome.code == .success)
        #expect(outcome.requests.last == "DELETE /api/v1/users/7/api-tokens/9 Bearer rvp_token ")
        let unknown = try await run(
            ["user", "delete", "bob@x.example", "--yes"],
            answers: ["/api/v1/users": Response(text: users)],
            .user
        )
        #expect(unknown.code == .failure && unknown.requests.count == 1)
    }

    @Test func `writes a new token alone to standard output`() async throws {
        let outcome = try await run(
            ["token", "create", "ci", "--max-age", "P90D"],
            answers: ["/api/v1/me/api-tokens": Response(text: #"{"id":"1","name":"ci","fullToken":"rvp_new"}"#)],
            .token
        )
        #expect(outcome.output == "rvp_new\n")
        #expect(outcome.requests == [#"POST /api/v1/me/api-tokens Bearer rvp_token {"name":"ci","maxAge":"P90D"}"#])
    }

    @Test func `exports into a new file only, and leaves none behind a failure`() async throws {
        let file = "/tmp/reeve-cli-export-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let path = "/api/v1/acme/auditlogs/export"
        let refused = try await run(
            ["audit", "export", "--to", file],
            answers: [path: Response(403, text: #"{"message":"no"}"#)],
            .audit
        )
        #expect(refused.code == .denied)
        #expect(
            !FileManager.default.fileExists(atPath: file) && !FileManager.default.fileExists(atPath: file + ".partial")
        )
        let answers = [path: Response(text: "id,date\n1,2\n")]
        let done = try await run(["audit", "export", "--to", file], answers: answers, .audit)
        #expect(done.code == .success)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "id,date\n1,2\n")
        let again = try await run(["audit", "export", "--to", file], answers: answers, .audit)
        #expect(again.code == .usage && again.requests.isEmpty)
    }
}

@Suite("Parts of the command line")
struct CommandPartTests {
    @Test func `encodes what is interpolated into a path, and nothing else`() {
        let path: APIPath = "/api/\("a b/c?d#e%é")/x"
        #expect(path.text == "/api/a%20b%2Fc%3Fd%23e%25%C3%A9/x")
        let dots: APIPath = "/api/\("..")/\(".")/\("a.b")"
        #expect(dots.text == "/api/%2E%2E/%2E/a.b")
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", true), ("http://localhost", true), ("http://[::1]:8080/", true),
        ("https://reeve.example/prefix/", true), ("http://reeve.example", false), ("http://127.0.0.1.example", false),
        ("http://127.1.example.com", false), ("ftp://127.0.0.1", false), ("127.0.0.1", false), ("https://", false),
        ("https://user@reeve.example", false), ("https://reeve.example?x", false),
    ])
    func `sends a token only where it is protected`(_ url: String, _ isTaken: Bool) {
        let isAccepted = (try? ServerURL(url).checked(sendsToken: true)) != nil
        #expect(isAccepted == isTaken)
    }

    @Test func `shows what was taken out and put in`() {
        let diff = LineDiff(before: ["{", "a", "b", "}"], after: ["{", "b", "c\u{1B}", "}"])
        #expect(diff.text == " {\n-a\n b\n+c\\u{1b}\n }\n")
        #expect(LineDiff(before: [], after: ["x"]).text == "+x\n")
        #expect(LineDiff(before: [], after: []).text == "")
    }
}
