import Access
import Audit
import Flows
import JSON
import Postgres
import Tenancy

/// Makes the flows of a namespace what declarations say.
struct UpdateFlowsInNamespace: APIOperation, PreparedChange {
    static let route: Route = "POST /api/v1/{tenant}/flows/{namespace}"
    static let id = "updateFlowsInNamespace"
    static let summary = "Update a complete namespace from yaml source"
    static let permission = Permission(.flow, .update)
    static let body = RequestBody.yaml(limit: 4 << 20)
    static let fields: [FieldDescription] = [
        .query("delete", "boolean", "Delete the flows of the namespace that are not sent; `true` if it is not said."),
        .query("override", "boolean", "`true` is not supported: the namespace of a flow is part of its text."),
    ]

    private let namespace: Namespace.Name
    private var sent: SentFlows
    private let deletesOthers: Bool
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.namespace = try request.namespace()
        self.deletesOthers = try request.flag("delete", default: true)
        if try request.flag("override") {
            throw FieldErrors("override", "only `false` is supported: the namespace of a flow is part of its text")
        }
        self.sent = SentFlows(request)
        self.flows = request.services.flows.store
    }

    var target: Target { .namespace(namespace) }
    var needsPreparation: Bool { !sent.isRead }

    mutating func prepare() async throws {
        try await sent.read()
    }

    /// Whoever may only make flows may use this as well; that it makes some is seen to for each.
    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        guard case .allowed(let ground) = principal.grants.decide(Permission(.flow, .create), in: namespace) else {
            return nil
        }
        return ground
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<[FlowReply]> {
        let declarations = try sent.declarations()
        for declaration in declarations where declaration.address.namespace != namespace {
            throw FieldErrors(
                "namespace",
                "expected flows of the namespace `\(namespace)`, found `\(declaration.address.id)` of `\(declaration.address.namespace)`"
            )
        }
        return try await FlowSet(flows: flows).apply(
            declarations,
            endingOthersOf: deletesOthers ? namespace : nil,
            by: principal,
            tx
        )
    }
}
