import Access
import Audit
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Makes or changes the flows of several declarations.
struct BulkUpdateFlows: APIOperation, PreparedChange {
    static let route: Route = "POST /api/v1/{tenant}/flows/bulk"
    static let id = "bulkUpdateFlows"
    static let summary = "Update from multiples yaml sources"
    static let permission = Permission(.flow, .update)
    static let body = RequestBody.yaml(limit: 4 << 20)
    static let fields: [FieldDescription] = [
        .query("delete", "boolean", "Delete the other flows of `namespace`; `true` if it is not said."),
        .query("namespace", "string", "The namespace of all flows; if it is not said, none is deleted."),
        .query("allowNamespaceChild", "boolean", "The flows may be of namespaces below `namespace`."),
    ]

    private var sent: SentFlows
    private let namespace: Namespace.Name?
    private let withChildren: Bool
    private let deletesOthers: Bool
    private let flows: FlowStore

    init(_ request: Request) throws {
        self.deletesOthers = try request.flag("delete", default: true)
        self.withChildren = try request.flag("allowNamespaceChild")
        if let name = request.query["namespace"], !name.isEmpty {
            guard let namespace = Namespace.Name(name) else {
                throw FieldErrors("namespace", "expected the name of a namespace")
            }
            self.namespace = namespace
        } else {
            self.namespace = nil
        }
        self.sent = SentFlows(request)
        self.flows = request.services.flows.store
    }

    var target: Target { namespace.map { .namespace($0) } ?? .anywhere }
    var needsPreparation: Bool { !sent.isRead }

    mutating func prepare() async throws {
        try await sent.read()
    }

    /// Whoever may only make flows may use this as well; that it makes some is seen to for each.
    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        guard case .allowed(let ground) = principal.grants.decide(Permission(.flow, .create), at: target) else {
            return nil
        }
        return ground
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<[FlowReply]> {
        let declarations = try sent.declarations()
        if let namespace {
            for declaration in declarations where !isWithin(namespace, declaration.address.namespace) {
                throw FieldErrors(
                    "namespace",
                    "expected flows of the namespace `\(namespace)`\(withChildren ? " or one below it" : ""), found `\(declaration.address.id)` of `\(declaration.address.namespace)`"
                )
            }
        }
        return try await FlowSet(flows: flows).apply(
            declarations,
            endingOthersOf: deletesOthers ? namespace : nil,
            withChildren: withChildren,
            by: principal,
            tx
        )
    }

    private func isWithin(_ scope: Namespace.Name, _ namespace: Namespace.Name) -> Bool {
        withChildren ? scope.covers(namespace) : scope == namespace
    }
}
