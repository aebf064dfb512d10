import EventLoop
import HTTPClient
import JSON
import Terminal

/// The public API of a server, as a command calls it.
struct APIClient: Sendable {
    /// Parameters of a query in their order.
    typealias Query = [(name: String, value: String)]

    private let base: String
    private let token: String?
    private let tenantName: String?
    private let client: HTTPClient

    /// What every command that calls a server takes.
    static let options: [CommandOption] = [
        .text("server", "URL", environment: "REEVE_URL", default: "http://127.0.0.1:8080", "Where the server is"),
        .text(
            "token-file",
            "FILE",
            environment: "REEVE_TOKEN_FILE",
            "File of the API token; REEVE_TOKEN holds the token itself"
        ),
        .text("ca-file", "FILE", "Certificates to trust instead of the system's, in PEM"),
    ]

    /// The same, and the tenant.
    static let tenantOptions =
        options + [.text("tenant", "NAME", short: "t", environment: "REEVE_TENANT", "The tenant")]

    /// Reads where to go and as whom.
    ///
    /// - Throws: `CommandFailure` with a sentence when the URL or the token cannot be used.
    init(_ invocation: Invocation) throws {
        let token = try Self.token(invocation)
        try self.init(invocation, token: token)
    }

    /// Goes where the invocation says, with a token of its own.
    init(_ invocation: Invocation, token: String?) throws {
        self.base = try ServerURL(invocation.require("server")).checked(sendsToken: token != nil)
        self.token = token
        self.tenantName = invocation.text("tenant")
        let configuration = HTTPClientConfiguration(
            certificateAuthorities: invocation.text("ca-file"),
            timeout: nil,
            userAgent: "reeve/\(Reeve.version)"
        )
        self.client = HTTPClient(configuration, pool: try WorkPool(name: "client", threads: 1, limit: 16))
    }

    /// The token of a file or of the environment; never of the command line, which other accounts can read.
    private static func token(_ invocation: Invocation) throws -> String? {
        if let path = invocation.text("token-file") {
            let text = try InputHandle.text(of: path, limit: 4096)
            return text.split(whereSeparator: \.isNewline).first.map(String.init)
        }
        return ProcessHandle.environment("REEVE_TOKEN").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The tenant of the command.
    ///
    /// - Throws: `CommandFailure` if none is named.
    var tenant: String {
        get throws {
            guard let tenantName else { throw CommandFailure(.usage, "a tenant is needed: --tenant or REEVE_TENANT") }
            return tenantName
        }
    }

    /// The path of the tenant's resources.
    var tenantPath: APIPath {
        get throws { "/api/v1/\(try tenant)" }
    }

    /// Whether a tenant is named.
    var hasTenant: Bool { tenantName != nil }

    /// The whole URL of a path.
    func url(_ path: APIPath, _ query: Query = []) -> String {
        let pairs = query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }
        return base + path.text + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Calls an operation and answers its result, null if there is none.
    ///
    /// - Throws: `CommandFailure` with what the server said, and the exit code that belongs to it.
    @discardableResult
    func call(
        _ method: String,
        _ path: APIPath,
        query: Query = [],
        body: JSON? = nil,
        mediaType: String = "application/json"
    ) async throws -> JSON {
        let headers = headers(hasBody: body != nil, mediaType: mediaType)
        return try await answer(to: HTTPRequest(method, url(path, query), headers: headers, body: body?.serialized()))
    }

    /// Calls an operation that takes YAML, and answers its result.
    ///
    /// - Throws: `CommandFailure` as for other calls.
    @discardableResult
    func call(_ method: String, _ path: APIPath, yaml: String) async throws -> JSON {
        var headers = headers(hasBody: false)
        headers.append(("Content-Type", "application/x-yaml"))
        return try await answer(to: HTTPRequest(method, url(path), headers: headers, body: Array(yaml.utf8)))
    }

    /// A resource, `nil` if there is none, or none that the caller may know of.
    ///
    /// - Throws: `CommandFailure` as for other calls.
    func find(_ path: APIPath, query: Query = []) async throws -> JSON? {
        let request = HTTPRequest("GET", url(path, query), headers: headers(hasBody: false))
        let reply = try await send { try await client.send(request) }
        guard reply.status != 404 else { return Optional.none }
        return try json(of: reply)
    }

    private func answer(to request: HTTPRequest) async throws -> JSON {
        try json(of: try await send { try await client.send(request) })
    }

    private func json(of reply: HTTPReply) throws -> JSON {
        guard reply.isSuccess else { throw APIRefusal(reply).failure(hasToken: token != nil) }
        guard !reply.body.isEmpty else { return .null }
        do throws(JSONError) {
            return try JSON(parsing: reply.body)
        } catch {
            throw CommandFailure(.failure, "the server's answer is no JSON; is `\(base)` a Reeve server?")
        }
    }

    /// Downloads a resource piece by piece.
    ///
    /// - Throws: `CommandFailure` as for a call.
    func download(_ path: APIPath, query: Query, to take: @escaping @Sendable ([UInt8]) -> Bool) async throws {
        let request = HTTPRequest("GET", url(path, query), headers: headers(hasBody: false))
        let reply = try await send { try await client.stream(request, to: take) }
        guard reply.isSuccess else { throw APIRefusal(reply).failure(hasToken: token != nil) }
    }

    /// The results of a search, page by page until there are as many as wanted.
    func search(_ path: APIPath, query: Query = [], limit: Int) async throws -> [JSON] {
        var found: [JSON] = []
        let size = min(limit, 100)
        var (page, cursor) = (1, String?.none)
        while found.count < limit {
            // A log that grows is read on by cursor, other lists by the numbers of their pages.
            let place: Query = [cursor.map { ("cursor", $0) } ?? ("page", "\(page)")]
            let answer = try await call("GET", path, query: query + place + [("size", "\(size)")])
            // Some lists of the API are pages, others plain arrays.
            let results = answer["results"]?.array ?? answer.array ?? []
            found += results
            cursor = answer["nextCursor"]?.string
            let total = answer["total"]?.integer.map { Int($0) } ?? found.count
            guard results.count == size, cursor != nil || found.count < total else { break }
            page += 1
        }
        return Array(found.prefix(limit))
    }

    private func headers(hasBody: Bool, mediaType: String = "application/json") -> [(name: String, value: String)] {
        var headers = [(name: "Accept", value: mediaType)]
        if hasBody { headers.append(("Content-Type", mediaType)) }
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        return headers
    }

    private func send(_ body: () async throws -> HTTPReply) async throws -> HTTPReply {
        do {
            return try await body()
        } catch let error as HTTPClientError {
            switch error {
            case .unavailable, .timedOut: throw CommandFailure(.unavailable, "\(error) (`\(base)`)")
            case .refused: throw CommandFailure(.denied, "\(error) (`\(base)`)")
            case .invalid: throw CommandFailure(.usage, "`\(base)`: \(error)")
            case .cancelled: throw CancellationError()
            case .tooLarge, .stopped: throw CommandFailure(.failure, error.description)
            }
        }
    }
}
