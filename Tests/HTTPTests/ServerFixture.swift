import EventLoop
import Glibc
import Synchronization

@testable import HTTP

/// A server for the length of a closure.
func withServer<Value>(
    loops: Int = 1,
    tls: TLSFiles? = nil,
    configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    observe: @escaping @Sendable (ServerEvent) -> Void = { _ in },
    handler: @escaping Handler,
    _ body: (HTTPServer, UInt16) async throws -> Value
) async throws -> Value {
    var configuration = try HTTPServerConfiguration(address: .loopback(port: 0), tls: tls)
    configuration.deadlines.sweep = .milliseconds(10)
    configuration.deadlines.drain = .milliseconds(500)
    configure(&configuration)
    let group = try EventLoopGroup(count: loops)
    defer { group.shutdown() }
    let server = try HTTPServer(configuration: configuration, group: group, observe: observe, handler: handler)
    guard case .internet(_, let port) = server.boundAddress else { throw ClientError.failed(EAFNOSUPPORT) }
    return try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await server.run() }
        let value = try await body(server, port)
        tasks.cancelAll()
        try await tasks.waitForAll()
        return value
    }
}

/// A signal raised by the code under test and awaited by the test, with the values it was raised with.
final class Signal<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func raise(_ value: Value) {
        continuation.yield(value)
    }

    /// The next value, or nil when the task is cancelled.
    func next() async -> Value? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}

extension Signal where Value == Void {
    func raise() { raise(()) }
}

/// The status line, the fields and the body of a response.
struct Answer {
    var status: Int
    var fields: [String: String]
    var body: String

    /// Takes a response of a declared length, or to the end, off the front of a text.
    init?(_ text: inout String) {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        var lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        guard !lines.isEmpty else { return nil }
        let line = lines.removeFirst().split(separator: " ")
        guard line.count >= 2, line[0] == "HTTP/1.1", let status = Int(line[1]) else { return nil }
        self.status = status
        fields = [:]
        for field in lines {
            let parts = field.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
            fields[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        let rest = text[end.upperBound...]
        guard let count = fields["content-length"].flatMap(Int.init) else {
            body = String(rest)
            text = ""
            return
        }
        body = String(decoding: rest.utf8.prefix(count), as: UTF8.self)
        text = String(decoding: rest.utf8.dropFirst(count), as: UTF8.self)
    }

    /// All responses in a text.
    static func all(_ text: String) -> [Answer] {
        var rest = text
        var answers: [Answer] = []
        while !rest.isEmpty, let answer = Answer(&rest) { answers.append(answer) }
        return answers
    }
}
