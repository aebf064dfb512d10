import EventLoop
import Testing

@testable import HTTP

@Suite("Serving HTTP/1")
struct ServerTests {
    /// Echoes what it was asked.
    static let echo: Handler = { head, exchange in
        do throws(BodyError) {
            let body = try await exchange.body(limit: 1 << 20)
            return Response(text: "\(head.method) \(head.path) \(String(decoding: body, as: UTF8.self))")
        } catch {
            return Response(error.status, text: error.description)
        }
    }

    @Test func `answers a request and keeps the connection`() async throws {
        try await withServer(handler: Self.echo) { _, port in
            let client = try Client(port: port)
            for number in 1...3 {
                client.send("POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
                var text = client.text(until: "hi")
                let answer = try #require(Answer(&text))
                #expect(answer.status == 200)
                #expect(answer.body == "POST /\(number) hi")
                #expect(answer.fields["connection"] == nil)
                #expect(answer.fields["date"]?.hasSuffix(" GMT") == true)
                #expect(answer.fields["server"] == nil)
            }
        }
    }
}
