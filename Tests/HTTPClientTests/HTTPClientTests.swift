import HTTP
import Synchronization
import Testing

@testable import HTTPClient

@Suite("Sending requests")
struct HTTPClientTests {
    /// Answers with what it was sent.
    private static let echo: Handler = { head, exchange in
        let body = (try? await exchange.body(limit: 1 << 24)) ?? []
        let marks = head.headers["x-mark"] ?? "none"
        let text = "\(head.method) \(head.target) \(marks) \(String(decoding: body, as: UTF8.self))"
        return Response(Status(418), headers: ["X-Answer": "  is here "], text: text)
    }

    @Test func `sends method, target, fields and body, and returns any status`() async throws {
        try await withServer(handler: Self.echo) { server in
            let reply = try await server.send("PUT", "/a%20b?c=d%26e", [("X-Mark", "é")], body: "{}")
            #expect(reply.status == 418 && !reply.isSuccess)
            #expect(reply.header("x-answer") == "is here")
            #expect(String(decoding: reply.body, as: UTF8.self) == "PUT /a%20b?c=d%26e é {}")
            let bare = try await server.send("DELETE", "/")
            #expect(String(decoding: bare.body, as: UTF8.self) == "DELETE / none ")
            let empty = try await server.send("POST", "/", body: "")
            #expect(String(decoding: empty.body, as: UTF8.self) == "POST / none ")
        }
    }

    @Test func `sends and takes bodies of megabytes`() async throws {
        let body = String(repeating: "0123456789abcdef", count: 200_000)
        let handler: Handler = { _, exchange in
            Response(body: .bytes((try? await exchange.body(limit: 1 << 24)) ?? []))
        }
        try await withServer(handler: handler) { server in
            let reply = try await server.send("POST", "/", body: body)
            #expect(reply.body == Array(body.utf8))
        }
    }

    @Test func `follows no redirection`() async throws {
        let handler: Handler = { head, _ in
            head.path == "/" ? Response(Status(302), headers: ["location": "/other"]) : Response(text: "followed")
        }
        try await withServer(handler: handler) { server in
            let reply = try await server.send("GET", "/")
            #expect(reply.status == 302 && reply.header("location") == "/other")
        }
    }

    @Test func `keeps no answer beyond its limit`() async throws {
        try await withServer(
            configure: { $0.responseLimit = 999 },
            handler: { _, _ in Response(text: String(repeating: "x", count: 1000)) }
        ) {
            server in
            await #expect(throws: HTTPClientError.tooLarge(limit: 999)) { try await server.send("GET", "/") }
        }
        try await withServer(
            configure: { $0.responseLimit = 1000 },
            handler: { _, _ in Response(text: String(repeating: "x", count: 1000)) }
        ) {
            server in
            let reply = try await server.send("GET", "/")
            #expect(reply.body.count == 1000)
        }
    }

    @Test func `hands a body on as it comes, and keeps that of a failure`() async throws {
        let handler: Handler = { head, _ in
            guard head.path == "/rows" else { return Response(Status(403), text: "refused") }
            return Response(
                body: .stream(contentLength: nil) { writer in
                    for row in 0..<1000 { try await writer.write(Array("row \(row)\n".utf8)) }
                }
            )
        }
        try await withServer(configure: { $0.responseLimit = 10 }, handler: handler) { server in
            let taken = Mutex<[UInt8]>([])
            let rows = try await server.client.stream(HTTPRequest("GET", server.url + "/rows")) { piece in
                taken.withLock { $0 += piece }
                return true
            }
            #expect(rows.status == 200 && rows.body.isEmpty)
            #expect(
                String(decoding: taken.withLock(\.self), as: UTF8.self) == (0..<1000).map { "row \($0)\n" }.joined()
            )
            let refused = try await server.client.stream(HTTPRequest("GET", server.url + "/x")) { _ in
                Issue.record("a failure was handed on")
                return true
            }
            #expect(refused.status == 403 && String(decoding: refused.body, as: UTF8.self) == "refused")
            await #expect(throws: HTTPClientError.stopped) {
                try await server.client.stream(HTTPRequest("GET", server.url + "/rows")) { _ in false }
            }
        }
    }

    @Test func `tells an answer that breaks off from a whole one`() async throws {
        struct Broken: Error {}
        let handler: Handler = { _, _ in
            Response(
                body: .stream(contentLength: 100) { writer in
                    try await writer.write(Array("half".utf8))
                    throw Broken()
                }
            )
        }
        try await withServer(handler: handler) { server in
            await #expect { try await server.send("GET", "/") } throws: { error in
                guard case HTTPClientError.unavailable = error else { return false }
                return true
            }
        }
    }

    @Test func `waits no longer than it is told`() async throws {
        let handler: Handler = { _, _ in
            try? await Task.sleep(for: .seconds(60))
            return Response()
        }
        try await withServer(configure: { $0.timeout = .milliseconds(100) }, handler: handler) { server in
            await #expect(throws: HTTPClientError.timedOut) { try await server.send("GET", "/") }
        }
    }

    @Test func `stops when its task is cancelled`() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let handler: Handler = { _, _ in
            arrived.yield()
            try? await Task.sleep(for: .seconds(60))
            return Response()
        }
        try await withServer(handler: handler) { server in
            let waiting = Task { try await server.send("GET", "/") }
            for await _ in arrivals { break }
            waiting.cancel()
            await #expect(throws: HTTPClientError.cancelled) { try await waiting.value }
        }
    }

    @Test func `says that nobody listens`() async throws {
        try await withClient { client in
            // The port of the discard service, which no machine of ours runs.
            await #expect { try await client.send(HTTPRequest("GET", "http://127.0.0.1:9/")) } throws: { error in
                guard case HTTPClientError.unavailable(let reason) = error else { return false }
                return reason == "couldn't connect to server"
            }
        }
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/", "X", "y"), ("file:///etc/passwd", "X", "y"), ("http://[::/", "X", "y"),
        ("http://127.0.0.1:9/", "X", "y\r\nZ: w"), ("http://127.0.0.1:9/\0", "X", "y"),
    ])
    func `sends nothing that is no request`(_ url: String, _ name: String, _ value: String) async throws {
        try await withClient { client in
            await #expect {
                try await client.send(HTTPRequest("GET", url, headers: [(name: name, value: value)]))
            } throws: { error in
                guard case HTTPClientError.invalid = error else { return false }
                return true
            }
        }
    }

    @Test func `trusts a server's certificate only from an authority it knows`() async throws {
        let certificates = try Certificates()
        let handler: Handler = { head, _ in Response(text: head.scheme) }
        try await withServer(
            tls: certificates.files,
            configure: { $0.certificateAuthorities = certificates.authority },
            handler: handler
        ) { server in
            let reply = try await server.send("GET", "/")
            #expect(reply.body == Array("https".utf8))
        }
        try await withServer(
            tls: certificates.files,
            configure: { $0.certificateAuthorities = certificates.foreignAuthority },
            handler: handler
        ) { server in
            await #expect { try await server.send("GET", "/") } throws: { error in
                guard case HTTPClientError.refused = error else { return false }
                return true
            }
        }
    }
}
