public import Access
import Crypto
public import Daemon
public import HTTP
import JSON
import Tenancy

/// The HTTP API: finds the operation of a request, reads the request, asks the gate, and answers.
public struct Gateway: Sendable {
    private let gate: Gate
    private let router: Router
    private let services: Services
    private let configuration: GatewayConfiguration
    private let logger: Logger
    /// What is counted of requests that no route was found for.
    private let strayMeasures: GatewayMeasures.OfRoute

    /// Makes the gateway of an instance.
    public init(gate: Gate, services: Services, configuration: GatewayConfiguration, logger: Logger, metrics: Metrics) {
        self.gate = gate
        let measures = GatewayMeasures(metrics)
        self.router = Router(APITable.endpoints + APITable.unbuilt, measures: measures)
        self.strayMeasures = measures.of(nil)
        self.services = services
        self.configuration = configuration
        self.logger = logger
    }

    /// Answers a request.
    public func serve(_ head: RequestHead, _ exchange: Exchange) async -> Response {
        await serve(head) { limit in try await exchange.body(limit: limit) }
    }

    /// Answers a request whose body is read by a closure that is given the most bytes it may have.
    package func serve(_ head: RequestHead, body read: (_ limit: Int) async throws -> [UInt8]) async -> Response {
        let arrivedAt = services.clock.now
        let trace = RequestTrace(head)
        var response: Response
        var entry: Router.Entry?
        do {
            let (found, parameters) = try find(head)
            entry = found
            let endpoint = found.endpoint
            let origin = configuration.trustedProxies.origin(of: head)
            let call = try call(
                of: head,
                from: origin,
                for: endpoint,
                parameters: parameters,
                trace: trace,
                at: arrivedAt
            )
            if case .none = call.credential, !endpoint.isOpen {
                throw GateError.unauthenticated(.missing)
            }
            let request = try await Request(
                head: head,
                parameters: parameters,
                query: head.queryParameters(),
                body: body(of: endpoint, head, read),
                call: call,
                services: services,
                isSecure: origin.scheme == "https",
                authority: origin.authority
            )
            response = try await endpoint.answer(request, gate)
        } catch {
            let problem = Problem(error)
            if [500, 503].contains(problem.status.code) {
                logger.error(
                    "request failed",
                    ["request.id": trace.requestID, "route": entry?.endpoint.route.path ?? "", "error": "\(error)"]
                )
            }
            response = problem.response(
                in: entry?.endpoint.dialect ?? .of(path: head.path),
                for: head,
                requestID: trace.requestID
            )
        }
        finish(&response)
        response.headers.append("x-request-id", trace.requestID)
        let took = services.clock.now - arrivedAt
        (entry?.measures ?? strayMeasures).observe(status: response.status, took: took)
        logger.debug(
            "request",
            [
                "request.id": trace.requestID, "http.method": head.method.description,
                "http.route": entry?.endpoint.route.path ?? "",
                "http.status": "\(response.status.code)", "duration.ms": "\(took / .milliseconds(1))",
            ]
        )
        return response
    }

    private func find(_ head: RequestHead) throws -> (Router.Entry, [String: String]) {
        let method = head.method == .head ? "GET" : head.method.description
        if let entry = router.entry(method: method, path: head.path) {
            return (entry, [:])
        }
        switch router.match(method: method, segments: try head.pathSegments()) {
        case .found(let entry, let parameters): return (entry, parameters)
        case .otherMethods(let methods): throw RoutingError.methodNotAllowed(methods)
        case .none: throw RoutingError.unknownPath
        }
    }

    /// What the request shows of its sender; nothing of it is believed yet.
    private func call(
        of head: RequestHead,
        from origin: TrustedProxies.Origin,
        for endpoint: Endpoint,
        parameters: [String: String],
        trace: RequestTrace,
        at now: Instant
    ) throws -> Call {
        var call = Call(
            credential: .none,
            source: Call.Source(
                address: origin.addressText ?? "local",
                forwarded: head.headers.values(of: "x-forwarded-for"),
                userAgent: head.headers["user-agent"].map { String($0.prefix(512)) }
            ),
            requestID: trace.requestID,
            traceID: trace.traceID,
            arrivedAt: now
        )
        if let name = parameters["tenant"] {
            guard let slug = Tenant.Slug(name) else { throw GateError.hidden }
            call.tenant = slug
        }
        if !endpoint.ignoresCredential {
            call.credential = try credential(of: head, scheme: origin.scheme)
        }
        return call
    }

    private func credential(of head: RequestHead, scheme: String) throws -> Call.Credential {
        if let authorization = head.headers["authorization"] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw GateError.unauthenticated(.missing) }
            guard let token = TokenFormat.parse(String(parts[1].drop { $0 == " " })) else {
                throw GateError.unauthenticated(.unknown)
            }
            return .token(token)
        }
        guard let cookie = head.cookie(SessionCookie.name(isSecure: scheme == "https")) else { return .none }
        guard let session = SessionToken.parse(cookie) else { throw GateError.unauthenticated(.unknown) }
        if ![.get, .head, .options].contains(head.method) {
            try services.crossSiteGuard.check(head)
        }
        return .session(session)
    }

    private func body(
        of endpoint: Endpoint,
        _ head: RequestHead,
        _ read: (_ limit: Int) async throws -> [UInt8]
    ) async throws -> [UInt8] {
        switch endpoint.body {
        case .none: return []
        case .json(let limit):
            try head.requireContentType(["application/json", "application/scim+json"])
            return try await read(limit)
        case .form(let limit):
            try head.requireContentType(["application/x-www-form-urlencoded", "application/json"])
            return try await read(limit)
        case .text(let limit): return try await read(limit)
        case .yaml(let limit):
            try head.requireContentType(Self.yamlTypes)
            return try await read(limit)
        case .yamlFiles(let limit):
            try head.requireContentType(Self.yamlTypes + ["multipart/form-data"])
            return try await read(limit)
        case .multipart(let limit):
            try head.requireContentType(["multipart/form-data"])
            return try await read(limit)
        }
    }

    private static let yamlTypes = [
        "application/x-yaml", "application/yaml", "text/yaml", "text/x-yaml", "application/json",
    ]
    private static let always: Headers = ["x-content-type-options": "nosniff"]
    private static let unlessCached: Headers = ["x-content-type-options": "nosniff", "cache-control": "no-store"]

    /// What every response carries.
    private func finish(_ response: inout Response) {
        let mayBeCached = response.headers.contains("cache-control")
        response.headers.append(contentsOf: mayBeCached ? Self.always : Self.unlessCached)
    }
}

/// Why no operation was found for a request.
enum RoutingError: Error, Equatable {
    case unknownPath
    case methodNotAllowed([String])
    case unsupportedMediaType(expected: [String])
    case notBuilt(String)
}

extension RequestHead {
    /// Refuses a body of another media type; a request without the field is taken at its word.
    func requireContentType(_ expected: [String]) throws(RoutingError) {
        guard let field = headers["content-type"] else { return }
        let type = field.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard expected.contains(type) else { throw .unsupportedMediaType(expected: expected) }
    }
}
