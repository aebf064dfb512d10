import EventLoop
import Testing

@testable import HTTP

/// Echoes what it was asked.
let echo: Handler = { head, exchange in
    do throws(BodyError) {
        let body = try await exchange.body(limit: 1 << 20)
        return Response(text: "\(head.method) \(head.path) \(String(decoding: body, as: UTF8.self))")
    } catch {
        return Response(error.status, text: error.description)
    }
}

@Suite("Serving HTTP/1")
struct ServerTests {
    @Test func `answers a request and keeps the connection`() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try Client(port: port)
            for number in 1...3 {
                try await client.send("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
                var text = try await client.text(until: "hi")
                let answer = try #require(Answer(&text))
                #expect(answer.status == 200)
                #expect(answer.body == "POST /\(number) hi")
                #expect(answer.fields["connection"] == nil)
                #expect(answer.fields["date"]?.hasSuffix(" GMT") == true)
                #expect(answer.fields["server"] == nil)
            }
        }
    }

    @Test func `answers pipelined requests in their order, though the client closed its side`() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try Client(port: port)
            try await client.send(
                (0..<20).map { "POST /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\($0 % 10)" }.joined()
            )
            client.end()
            let answers = Answer.all(try #require(try await client.text()))
            #expect(answers.map(\.body) == (0..<20).map { "POST /\($0) \($0 % 10)" })
        }
    }

    @Test func `sends one answer without a body to HEAD, with the length a GET would have`() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try Client(port: port)
            try await client.send("HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
            let text = try #require(try await client.text())
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.contains("content-length: 12\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(arguments: [204, 304]) func `sends no body and no length with`(_ code: Int) async throws {
        try await withServer(handler: { _, _ in Response(Status(code), text: "never") }) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let text = try #require(try await client.text())
            #expect(text.hasPrefix("HTTP/1.1 \(code) "))
            #expect(!text.contains("content-length"))
            #expect(!text.contains("never"))
        }
    }

    @Test func `asks for a body that the client holds back, only when the handler wants it`() async throws {
        let handler: Handler = { head, exchange in
            head.path == "/no" ? Response(.forbidden, text: "no") : await echo(head, exchange)
        }
        try await withServer(handler: handler) { _, port in
            let head = "HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            let client = try Client(port: port)
            try await client.send("POST /yes \(head)")
            #expect(try await client.text(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("hi")
            #expect(try await client.text(until: "hi").contains("200 OK"))
            try await client.send("POST /no \(head)")
            let text = try #require(try await client.text())
            #expect(text.hasPrefix("HTTP/1.1 403 "))
            #expect(text.contains("connection: close\r\n"))
        }
    }

    @Test func `drops the rest of a small body and keeps the connection`() async throws {
        try await withServer(handler: { head, _ in Response(text: head.path) }) { _, port in
            let client = try Client(port: port)
            let body = String(repeating: "x", count: 200_000)
            try await client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            try await client.send("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answers = Answer.all(try #require(try await client.text()))
            #expect(answers.map(\.body) == ["/1", "/2"])
            #expect(answers.first?.fields["connection"] == nil)
        }
    }

    @Test func `closes after a large body that nobody reads, and the answer arrives`() async throws {
        try await withServer(handler: { _, _ in Response(.contentTooLarge, text: "no") }) { _, port in
            let client = try Client(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
            try await client.send([UInt8](repeating: 120, count: 500_000))
            let answers = Answer.all(try #require(try await client.text()))
            #expect(answers.map(\.status) == [413])
            #expect(answers.first?.fields["connection"] == "close")
        }
    }

    @Test func `drops no more than 256 KiB of a body in chunks`() async throws {
        try await withServer(handler: { _, _ in Response(text: "early") }) { _, port in
            let client = try Client(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<40 { try await client.send("2000\r\n" + String(repeating: "x", count: 0x2000) + "\r\n") }
            let answers = Answer.all(try #require(try await client.text()))
            #expect(answers.map(\.body) == ["early"])
        }
    }

    @Test func `limits bodies, declared or in chunks`() async throws {
        let handler: Handler = { _, exchange in
            do throws(BodyError) {
                return Response(text: "\(try await exchange.body(limit: 10).count)")
            } catch {
                return Response(error.status)
            }
        }
        try await withServer(handler: handler) { _, port in
            for (framing, status) in [
                ("Content-Length: 10\r\n\r\n0123456789", 200),
                ("Content-Length: 11\r\n\r\n0123456789x", 413),
                ("Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n", 200),
                ("Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n6789x\r\n0\r\n\r\n", 413),
            ] {
                let client = try Client(port: port)
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(framing)")
                #expect(Answer.all(try #require(try await client.text())).map(\.status) == [status], "\(framing)")
            }
        }
    }

    @Test func `never sends a header that would break the response up`() async throws {
        let events = Signal<Void>()
        try await withServer(
            observe: { if case .invalidResponse = $0 { events.raise() } },
            handler: { _, _ in Response(headers: ["x": "a\r\nset-cookie: b=c"], body: .bytes([120])) }
        ) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let text = try #require(try await client.text())
            #expect(text.hasPrefix("HTTP/1.1 500 "))
            #expect(!text.contains("set-cookie"))
            #expect(await events.next() != nil)
        }
    }

    @Test func `sets lengths and codings itself`() async throws {
        let handler: Handler = { _, _ in
            Response(
                headers: ["content-length": "99", "transfer-encoding": "chunked", "date": "x"],
                body: .bytes([120])
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let text = try #require(try await client.text())
            #expect(text.contains("content-length: 1\r\n"))
            #expect(!text.contains("99"))
            #expect(!text.contains("transfer-encoding"))
            #expect(!text.contains("date: x"))
        }
    }

    @Test func `answers errors with what the responder makes of them`() async throws {
        let group = try EventLoopGroup(count: 1)
        defer { group.shutdown() }
        let server = try HTTPServer(
            configuration: try HTTPServerConfiguration(address: .loopback(port: 0)),
            group: group,
            errorResponder: { status, reason in
                Response(
                    status,
                    headers: ["content-type": "application/problem+json"],
                    body: .bytes([UInt8](reason.utf8))
                )
            },
            handler: echo
        )
        guard case .internet(_, let port) = server.boundAddress else { return }
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await server.run() }
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\n\r\n")
            let answers = Answer.all(try #require(try await client.text()))
            #expect(answers.first?.fields["content-type"] == "application/problem+json")
            #expect(answers.first?.body == "there is no Host field")
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
    }

    @Test func `keeps connections to clients of HTTP/1.0 that ask for it`() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try Client(port: port)
            try await client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await client.text(until: "GET /1").contains("connection: keep-alive\r\n"))
            try await client.send("GET /2 HTTP/1.0\r\n\r\n")
            let text = try #require(try await client.text())
            #expect(text.contains("connection: close\r\n"))
            #expect(text.contains("GET /2"))
        }
    }

    @Test func `spreads connections over loops and keeps handlers on them`() async throws {
        let handler: Handler = { _, exchange in
            Response(text: "\(exchange.loop.isCurrent) \(ObjectIdentifier(exchange.loop))")
        }
        try await withServer(loops: 2, handler: handler) { _, port in
            var loops: Set<String> = []
            for _ in 0..<4 {
                let client = try Client(port: port)
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                let text = try #require(try await client.text())
                let body = try #require(Answer.all(text).first?.body)
                #expect(body.hasPrefix("true "))
                loops.insert(body)
            }
            #expect(loops.count == 2)
        }
    }

    @Test func `waits with further connections at its limit`() async throws {
        let paused = Signal<Int32>()
        try await withServer(
            configure: { $0.maximumConnections = 2 },
            observe: { if case .acceptPaused(let code) = $0 { paused.raise(code) } },
            handler: echo
        ) { _, port in
            let first = try Client(port: port)
            try await first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await first.text(until: "GET /1").contains("200 OK"))
            let second = try Client(port: port)
            try await second.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await second.text(until: "GET /2").contains("200 OK"))
            let third = try Client(port: port)
            try await third.send("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await paused.next() == 0)
            first.end()
            #expect(try await third.text(until: "GET /3").contains("200 OK"))
        }
    }

    @Test func `serves a Unix socket, over one that a dead server left`() async throws {
        let path = "/tmp/reeve-http-\(UInt64.random(in: 0...UInt64.max)).sock"
        let group = try EventLoopGroup(count: 1)
        defer { group.shutdown() }
        for _ in 0..<2 {
            let server = try HTTPServer(
                configuration: try HTTPServerConfiguration(address: .unix(path: path)),
                group: group,
                handler: { head, _ in Response(text: head.peer.description) }
            )
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await server.run() }
                let client = try Client(path: path)
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(Answer.all(try #require(try await client.text())).first?.body == "local")
                tasks.cancelAll()
                try await tasks.waitForAll()
            }
        }
        #expect(throws: HTTPError.badSocketPath) {
            try HTTPServer(
                configuration: try HTTPServerConfiguration(address: .unix(path: String(repeating: "x", count: 200))),
                group: group,
                handler: echo
            )
        }
    }

    @Test func `refuses plain HTTP where other machines reach it`() throws {
        let any = try #require(IPAddress("0.0.0.0"))
        #expect(throws: HTTPError.plainOnNetwork(address: "0.0.0.0:80")) {
            try HTTPServerConfiguration(address: .internet(any, port: 80))
        }
        let six = try #require(IPAddress("::1"))
        #expect(try HTTPServerConfiguration(address: .internet(six, port: 0)).tls == nil)
    }
}
