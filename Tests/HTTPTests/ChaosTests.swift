import RandomData
import Synchronization
import Testing

@testable import HTTP

@Suite("Chaos")
struct ChaosTests {
    @Test(.timeLimit(.minutes(1))) func `leaves no connection and no handler behind`() async throws {
        let open = Mutex(0)
        let handlers = Mutex(0)
        let changed = Signal<Void>()
        let handler: Handler = { head, exchange in
            handlers.withLock { $0 += 1 }
            defer {
                handlers.withLock { $0 -= 1 }
                changed.raise()
            }
            guard head.path.count % 2 == 0 else { return await echo(head, exchange) }
            return Response(
                body: .stream(contentLength: nil) { writer in
                    for _ in 0..<20 { try await writer.write([UInt8](repeating: 120, count: 20_000)) }
                }
            )
        }
        var generator = SeededGenerator(seed: 99)
        try await withServer(
            loops: 2,
            observe: { event in
                switch event {
                case .connectionOpened: open.withLock { $0 += 1 }
                case .connectionClosed:
                    open.withLock { $0 -= 1 }
                    changed.raise()
                default: break
                }
            },
            handler: handler
        ) { _, port in
            let cases = (WireCase.valid + WireCase.malformed).map(\.bytes)
            for round in 0..<400 {
                let client = try Client(port: port)
                var bytes: [UInt8] = []
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    bytes += cases[Int.random(in: 0..<cases.count, using: &generator)]
                }
                if Bool.random(using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                        in: 0...255,
                        using: &generator
                    )
                }
                if Bool.random(using: &generator) {
                    bytes = Array(bytes.prefix(Int.random(in: 0...200, using: &generator)))
                }
                _ = client.sendWhatFits(bytes)
                if round % 3 == 0 { client.reset() } else { client.end() }
                if round % 3 == 1 { _ = try await client.receiveAll() }
            }
            let last = try Client(port: port)
            try await last.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await last.text()?.contains("200 OK") == true)
            while open.withLock({ $0 }) > 0 || handlers.withLock({ $0 }) > 0 { _ = await changed.next() }
        }
    }
}
