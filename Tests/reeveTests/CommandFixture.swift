import EventLoop
import Foundation
import HTTP
import Synchronization
import Terminal

@testable import reeve

/// What the server of a test was asked, in order.
final class Requests: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock(\.self) }

    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

/// How a command ended and what it wrote.
struct Outcome {
    var code: ExitCode
    var output: String
    var error: String
    var requests: [String]
}

/// Runs a command line against a server that gives the same answers by path, with a token from a file.
func run(
    _ arguments: [String],
    answers: [String: Response] = [:],
    _ command: Command
) async throws -> Outcome {
    let folder = "/tmp/reeve-cli-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("rvp_token\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/token"))
    let requests = Requests()
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var configuration = try HTTPServerConfiguration(address: .loopback(port: 0))
    configuration.deadlines.sweep = .milliseconds(10)
    configuration.deadlines.drain = .milliseconds(100)
    let server = try HTTPServer(configuration: configuration, group: group) { head, exchange in
        let body = String(decoding: (try? await exchange.body(limit: 1 << 20)) ?? [], as: UTF8.self)
        requests.append("\(head.method) \(head.target) \(head.headers["authorization"] ?? "-") \(body)")
        return answers[head.path] ?? Response(404, text: #"{"message":"not found"}"#)
    }
    guard case .internet(_, let port) = server.boundAddress else { throw CancellationError() }
    let written = Mutex((output: "", error: ""))
    let console = Console(
        isInteractive: false,
        output: { text in written.withLock { $0.output += text } },
        error: { text in written.withLock { $0.error += text } }
    )
    let program = Program(Command("reeve", "Test", subcommands: [command]), version: "0")
    let environment = [
        "REEVE_URL": "http://127.0.0.1:\(port)", "REEVE_TOKEN_FILE": "\(folder)/token", "REEVE_TENANT": "acme",
    ]
    let code = try await withThrowingTaskGroup(of: ExitCode?.self) { tasks in
        tasks.addTask {
            try await server.run()
            return nil
        }
        let code = await program.run(arguments, environment: { environment[$0] }, console: console)
        tasks.cancelAll()
        while try await tasks.next() != nil {}
        return code
    }
    return written.withLock { Outcome(code: code, output: $0.output, error: $0.error, requests: requests.all) }
}
