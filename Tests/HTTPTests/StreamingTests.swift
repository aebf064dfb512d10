import EventLoop
import Synchronization
import Testing

@testable import HTTP

@Suite("Streaming")
struct StreamingTests {
    @Test func `sends a body in chunks, and the connection is kept`() async throws {
        let handler: Handler = { _, _ in
            Response(
                body: .stream(contentLength: nil) { writer in
                    for part in ["one", "", "three"] { try await writer.write(part) }
                }
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let text = try await client.text(until: "\r\n0\r\n\r\n")
                #expect(text.contains("transfer-encoding: chunked\r\n"))
                #expect(text.hasSuffix("\r\n\r\n3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"))
            }
        }
    }

    @Test func `ends the connection with an open-ended body to HTTP/1.0`() async throws {
        let handler: Handler = { _, _ in
            Response(body: .stream(contentLength: nil) { try await $0.write("all") })
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let text = try #require(try await client.text())
            #expect(text.hasSuffix("\r\n\r\nall"))
            #expect(text.contains("connection: close\r\n"))
            #expect(!text.contains("chunked"))
        }
    }

    @Test(arguments: [2, 4]) func `breaks off a body that is not of the length announced`(_ length: Int) async throws {
        let handler: Handler = { _, _ in
            Response(body: .stream(contentLength: length) { try await $0.write("abc") })
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let text = try await client.text() ?? ""
            #expect(text.contains("content-length: \(length)\r\n"))
            #expect(!text.hasSuffix("\r\n\r\nabc") || length == 4)
        }
    }

    @Test func `breaks off a body in chunks when its writer fails`() async throws {
        let handler: Handler = { _, _ in
            Response(
                body: .stream(contentLength: nil) { writer in
                    try await writer.write("abc")
                    throw CancellationError()
                }
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let text = try await client.text() ?? ""
            #expect(!text.contains("\r\n0\r\n"))
        }
    }

    @Test func `holds the client back while the handler does not read`() async throws {
        let reading = Signal<Void>()
        let total = 32 << 20
        let handler: Handler = { _, exchange in
            _ = await reading.next()
            var count = 0
            do throws(BodyError) {
                while let chunk = try await exchange.readChunk() { count += chunk.count }
            } catch {
                return Response(error.status)
            }
            return Response(text: "\(count)")
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(total)\r\nConnection: close\r\n\r\n")
            let piece = [UInt8](repeating: 120, count: 1 << 20)
            var sent = 0
            // Full buffers on both sides, and nothing in the process beyond them.
            while sent < total, try await client.hasRoom(within: 200) { sent += client.sendWhatFits(piece) }
            #expect(sent < total / 2)
            reading.raise()
            while sent < total {
                let part = min(piece.count, total - sent)
                try await client.send(Array(piece.prefix(part)))
                sent += part
            }
            #expect(Answer.all(try #require(try await client.text())).first?.body == "\(total)")
        }
    }

    @Test func `writes no faster than the client reads`() async throws {
        let written = Mutex(0)
        let total = 64
        let handler: Handler = { _, _ in
            Response(
                body: .stream(contentLength: total << 20) { writer in
                    for _ in 0..<total {
                        try await writer.write([UInt8](repeating: 120, count: 1 << 20))
                        written.withLock { $0 += 1 }
                    }
                }
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port, receiveBuffer: 65536)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await client.text(until: "\r\n\r\n").contains("200 OK"))
            #expect(written.withLock { $0 } < total / 2)
            let rest = try #require(try await client.receiveAll())
            #expect(rest.count > (total - 2) << 20)
            #expect(written.withLock { $0 } == total)
        }
    }

    @Test(arguments: [true, false]) func `cancels a handler whose client is gone`(_ isReset: Bool) async throws {
        let started = Signal<Void>()
        let ended = Signal<Bool>()
        let handler: Handler = { _, _ in
            .events(heartbeat: nil) { events in
                try await events.send(ServerSentEvent("hello"))
                started.raise()
                do {
                    try await events.writer.loop.sleep(for: .seconds(60))
                } catch {
                    ended.raise(events.isClientGone)
                    throw error
                }
            }
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await started.next()
            if isReset { client.reset() } else { client.end() }
            #expect(await ended.next() == true)
        }
    }

    @Test func `tells a handler that waits for a body when the client is gone`() async throws {
        let ended = Signal<BodyError>()
        let handler: Handler = { _, exchange in
            do throws(BodyError) {
                _ = try await exchange.body(limit: 100)
            } catch {
                ended.raise(error)
            }
            return Response()
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
            client.end()
            #expect(await ended.next() == .clientGone)
        }
    }

    @Test func `may be read and written from another executor`() async throws {
        let handler: Handler = { _, exchange in
            let text = await Task.detached { () -> String in
                let isElsewhere = !exchange.loop.isCurrent
                let body = (try? await exchange.body(limit: 100)) ?? []
                return "\(isElsewhere) \(String(decoding: body, as: UTF8.self))"
            }.value
            return Response(
                body: .stream(contentLength: nil) { writer in
                    try await Task.detached { try await writer.write(text) }.value
                }
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\n")
            try await client.send("hello")
            #expect(try await client.text()?.contains("\r\ntrue hello\r\n") == true)
        }
    }

    @Test func `follows events with several hundred clients at once`() async throws {
        let count = 300
        let started = Signal<Void>()
        let go = Mutex<[CheckedContinuation<Void, Never>]>([])
        let handler: Handler = { _, _ in
            .events { events in
                await withCheckedContinuation { continuation in
                    go.withLock { $0.append(continuation) }
                    started.raise()
                }
                for number in 0..<3 {
                    try await events.send(ServerSentEvent("\(number)", event: "tick", id: "\(number)"))
                }
            }
        }
        try await withServer(loops: 2, handler: handler) { _, port in
            let clients = try (0..<count).map { _ in try Client(port: port) }
            for client in clients {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            }
            for _ in clients { _ = await started.next() }
            for continuation in go.withLock({ $0 }) { continuation.resume() }
            for client in clients {
                let text = try #require(try await client.text())
                #expect(text.contains("content-type: text/event-stream\r\n"))
                #expect(text.contains("event: tick\nid: 2\ndata: 2\n\n"))
            }
        }
    }

    @Test func `sends a heartbeat while there are no events`() async throws {
        let handler: Handler = { _, _ in
            .events(heartbeat: .milliseconds(10)) { try await $0.writer.loop.sleep(for: .seconds(60)) }
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.text(until: "3\r\n:\n\n\r\n3\r\n:\n\n\r\n").contains("text/event-stream"))
        }
    }
}
