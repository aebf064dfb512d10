import Crypto
import EventLoop
import Foundation
import HTTP
import HTTPClient

/// A server and a client for the length of a closure.
func withServer(
    tls: TLSFiles? = nil,
    configure: (inout HTTPClientConfiguration) -> Void = { _ in },
    handler: @escaping Handler,
    _ body: (TestClient) async throws -> Void
) async throws {
    let group = try EventLoopGroup(count: 1)
    defer { group.shutdown() }
    var serving = try HTTPServerConfiguration(address: .loopback(port: 0), tls: tls)
    serving.deadlines.sweep = .milliseconds(10)
    serving.deadlines.drain = .milliseconds(100)
    let server = try HTTPServer(configuration: serving, group: group, handler: handler)
    guard case .internet(_, let port) = server.boundAddress else { return }
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await server.run() }
        try await withClient(configure) { client in
            try await body(TestClient(client: client, url: "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)"))
        }
        tasks.cancelAll()
        try await tasks.waitForAll()
    }
}

/// A client for the length of a closure.
func withClient(
    _ configure: (inout HTTPClientConfiguration) -> Void = { _ in },
    _ body: (HTTPClient) async throws -> Void
) async throws {
    var configuration = HTTPClientConfiguration()
    configure(&configuration)
    let pool = try WorkPool(name: "client", threads: 2, limit: 8)
    defer { pool.shutdown() }
    try await body(HTTPClient(configuration, pool: pool))
}

/// A client with the address of its server.
struct TestClient {
    let client: HTTPClient
    let url: String

    func send(_ method: String, _ path: String, _ headers: [(String, String)] = [], body: String? = nil) async throws
        -> HTTPReply
    {
        try await client.send(
            HTTPRequest(
                method,
                url + path,
                headers: headers.map { (name: $0, value: $1) },
                body: body.map { Array($0.utf8) }
            )
        )
    }
}

/// Files of a certificate for 127.0.0.1, and of the authority that issued it.
final class Certificates: Sendable {
    let folder: String
    let files: TLSFiles
    let authority: String
    let foreignAuthority: String

    init() throws {
        folder = "/tmp/reeve-http-client-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let issuer = try GeneratedCertificate.selfSigned(.init(commonName: "authority", isAuthority: true))
        let foreign = try GeneratedCertificate.selfSigned(.init(commonName: "foreign", isAuthority: true))
        let server = try issuer.issue(.init(commonName: "server", addresses: ["127.0.0.1"]))
        let texts = [
            ("server.pem", server.certificate), ("server.key", server.privateKey), ("ca.pem", issuer.certificate),
            ("foreign.pem", foreign.certificate),
        ]
        for (name, text) in texts {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        files = TLSFiles(certificateChain: "\(folder)/server.pem", privateKey: "\(folder)/server.key")
        authority = "\(folder)/ca.pem"
        foreignAuthority = "\(folder)/foreign.pem"
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}
