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
    private let measures: GatewayMeasures

    /// Makes the gateway of an instance.
    public init(gate: Gate, services: Services, configuration: GatewayConfiguration, logger: Logger, metrics: Metrics) {
        self.gate = gate
        self.router = Router(APITable.endpoints + APITable.unbuilt)
        self.services = services
        self.configuration = configuration
        self.logger = logger
        self.measures = GatewayMeasures(metrics)
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
        var endpoint: Endpoint?
        do {
            let (found, parameters) = try find(head)
            endpoint = found
            let origin = configuration.trustedProxies.origin(of: head)
            let call = try call(of: head, for: found, parameters: parameters, trace: trace, at: arrivedAt)
            if case .none = call.credential, !found.isOpen {
                throw GateError.unauthenticated(.missing)
            }
            let request = try await Request(
                head: head,
                parameters: parameters,
                query: head.queryParameters(),
                body: body(of: found, head, read),
                call: call,
                services: services,
                isSecure: origin.scheme == "https",
                authority: origin.authority
            )
            response = try await found.answer(request, gate)
        } catch {
            let problem = Problem(error)
            if [500, 503].contains(problem.status.code) {
                logger.error(
                    "request failed",
                    ["request.id": trace.requestID, "route": endpoint?.route.path ?? "", "error": "\(error)"]
                )
            }
            response = problem.response(
                in: endpoint?.dialect ?? .of(path: head.path),
                for: head,
                requestID: trace.requestID
            )
        }
        finish(&response, of: head)
        response.headers.append("x-request-id", trace.requestID)
        let took = services.clock.now - arrivedAt
        measures.observe(endpoint, status: response.status, took: took)
        logger.debug(
            "request",
            [
                "request.id": trace.requestID, "http.method": head.method.description,
                "http.route": endpoint?.route.path ?? "",
                "http.status": "\(response.status.code)", "duration.ms": "\(took / .milliseconds(1))",
            ]
        )
        return response
    }

    private func find(_ head: RequestHead) throws -> (Endpoint, [String: String]) {
        let method = head.method == .head ? "GET" : head.method.description
        switch router.match(method: method, segments: try head.pathSegments()) {
        case .found(let endpoint, let parameters): return (endpoint, parameters)
        case .otherMethods(let methods): throw RoutingError.methodNotAllowed(methods)
        case .none: throw RoutingError.unknownPath
        }
    }

    /// What the request shows of its sender; nothing of it is believed yet.
    private func call(
        of head: RequestHead,
        for endpoint: Endpoint,
        parameters: [String: String],
        trace: RequestTrace,
        at now: Instant
    ) throws -> Call {
        let origin = configuration.trustedProxies.origin(of: head)
        var call = Call(
            credential: .none,
            source: Call.Source(
                address: origin.address?.description ?? "local",
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
        case .multipart(let limit):
            try head.requireContentType(["multipart/form-data"])
            return try await read(limit)
        }
    }

    /// What every response carries.
    private func finish(_ response: inout Response, of head: RequestHead) {
        response.headers.append("x-content-type-options", "nosniff")
        if response.headers["cache-control"] == nil {
            response.headers.append("cache-control", "no-store")
        }
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
