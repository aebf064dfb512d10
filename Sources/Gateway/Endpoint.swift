import Access
import HTTP
import Tenancy

/// An entry of the route table: an operation, and how it is answered.
struct Endpoint: Sendable {
    let route: Route
    let id: String
    let summary: String
    let permission: Permission
    let scope: Scope
    let body: RequestBody
    let takesList: Bool
    let fields: [FieldDescription]
    let status: Status
    /// What a success is written in; `nil` if it has no body.
    let mediaType: String?
    let isInContract: Bool
    let isChange: Bool
    let isBuilt: Bool
    /// Whether it is open to all.
    private(set) var isOpen = false
    private(set) var ignoresCredential = false
    var tag = ""
    var dialect = ProblemDialect.api
    let answer: @Sendable (Request, Gate) async throws -> Response

    private init<Operation: APIOperation>(
        _ operation: Operation.Type,
        isChange: Bool,
        answer: @escaping @Sendable (Operation, Request, Gate) async throws -> Operation.Output,
        respond: @escaping @Sendable (Operation.Output, Request, Gate) throws -> Response = { output, request, _ in
            try output.response(to: request, status: Operation.status)
        }
    ) {
        self.route = Operation.route
        self.id = Operation.id
        self.summary = Operation.summary
        self.permission = Operation.permission
        self.scope = Operation.scope
        self.body = Operation.body
        self.takesList = Operation.takesList
        self.fields = Operation.fields
        self.status = Operation.Output.self == NoContent.self ? .noContent : Operation.status
        self.mediaType = Operation.Output.mediaType
        self.isInContract = Operation.isInContract
        self.isChange = isChange
        self.isBuilt = true
        self.answer = { request, gate in
            let output = try await answer(Operation(request), request, gate)
            return try respond(output, request, gate)
        }
    }

    /// A read.
    static func read<Operation: APIOperation & Read>(_ operation: Operation.Type) -> Endpoint {
        Endpoint(operation, isChange: false) { operation, request, gate in
            try await gate.read(operation, for: request.call)
        }
    }

    /// A read of which part is done once its transaction has ended.
    static func lateRead<Operation: APIOperation & Read>(_ operation: Operation.Type) -> Endpoint
    where Operation.Output: LateReply {
        Endpoint(operation, isChange: false) { operation, request, gate in
            try await gate.read(operation, for: request.call).finished()
        }
    }

    /// A change.
    static func change<Operation: APIOperation & Change>(_ operation: Operation.Type) -> Endpoint {
        Endpoint(operation, isChange: true) { operation, request, gate in
            try await gate.change(operation, for: request.call)
        }
    }

    /// A change that needs something slow first.
    static func change<Operation: APIOperation & PreparedChange>(_ operation: Operation.Type) -> Endpoint {
        Endpoint(operation, isChange: true) { operation, request, gate in
            try await gate.change(operation, for: request.call)
        }
    }

    /// A change that others have to learn of once it is committed.
    static func change<Operation: APIOperation & Change>(_ operation: Operation.Type) -> Endpoint
    where Operation.Output: CommittedReply {
        Endpoint(operation, isChange: true) { operation, request, gate in
            try await gate.change(operation, for: request.call).committed(request, through: gate)
        }
    }

    /// A change that needs something slow first, and that others have to learn of once it is committed.
    static func change<Operation: APIOperation & PreparedChange>(_ operation: Operation.Type) -> Endpoint
    where Operation.Output: CommittedReply {
        Endpoint(operation, isChange: true) { operation, request, gate in
            try await gate.change(operation, for: request.call).committed(request, through: gate)
        }
    }

    /// A read whose answer goes on as long as something happens.
    static func follow<Operation: APIOperation & Read>(_ operation: Operation.Type) -> Endpoint
    where Operation.Output: FollowedReply {
        Endpoint(operation, isChange: false) { operation, request, gate in
            try await gate.read(operation, for: request.call)
        } respond: { output, request, gate in
            output.response(to: request, through: gate)
        }
    }

    /// An answer that is read part by part while it is sent; that it was asked for is recorded with the first part.
    static func stream<Operation: APIOperation & Change>(_ operation: Operation.Type) -> Endpoint
    where Operation.Output: StreamingReply {
        Endpoint(operation, isChange: false) { operation, request, gate in
            try await gate.change(operation, for: request.call)
        } respond: { output, request, gate in
            try output.stream.response(to: request, status: Operation.status, through: gate)
        }
    }

    /// An operation of the contract that this release does not have.
    static func unbuilt(_ route: Route, _ id: String) -> Endpoint {
        Endpoint(unbuilt: route, id: id)
    }

    private init(unbuilt route: Route, id: String) {
        self.route = route
        self.id = id
        self.summary = "Not built"
        self.permission = Permission(.unknown, .unknown)
        self.scope = .instance
        self.body = .none
        self.takesList = false
        self.fields = []
        self.status = 501
        self.mediaType = nil
        self.isInContract = true
        self.isChange = false
        self.isBuilt = false
        self.answer = { _, _ in throw RoutingError.notBuilt(id) }
    }

    /// An operation that is open to all, and does without the gate's identification.
    static func open<Operation: APIOperation & OpenOperation>(_ operation: Operation.Type) -> Endpoint {
        var endpoint = Endpoint(operation, isChange: false) { operation, request, gate in
            try await operation.answer(for: request.call, through: gate)
        }
        endpoint.isOpen = true
        endpoint.ignoresCredential = !Operation.usesSession
        return endpoint
    }
}

/// The entries of one resource.
struct EndpointGroup: Sendable {
    let endpoints: [Endpoint]

    /// Groups entries under the contract's tag.
    init(_ tag: String, dialect: ProblemDialect = .api, _ endpoints: [Endpoint]) {
        self.endpoints = endpoints.map { endpoint in
            var endpoint = endpoint
            endpoint.tag = tag
            endpoint.dialect = dialect
            return endpoint
        }
    }
}
