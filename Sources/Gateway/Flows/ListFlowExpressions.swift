import Access
import Audit
import Expressions
import Flows
import HTTP
import JSON
import Postgres
import Secrets
import Tenancy

/// Answers what templates of a flow can name.
struct ListFlowExpressions: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/flows/expressions"
    static let id = "expressions"
    static let summary = "Get available Pebble expressions for a flow"
    static let permission = Permission(.flow, .view)
    static let body = RequestBody.yaml()
    static let fields: [FieldDescription] = [
        .query("taskId", "string", "A task: what only tasks after it give back is left out.")
    ]

    private let source: [UInt8]
    private let task: String?
    private let desk: FlowDesk
    private let secrets: SecretStore

    init(_ request: Request) throws {
        self.source = request.body
        self.task = request.query["taskId"]
        self.desk = request.services.flows
        self.secrets = request.services.secrets
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let flow = try await desk.flow(reading: source)
        let names = FlowExpressions(of: flow, before: task)
        let secrets = try await secretNames(in: flow.namespace, for: principal, tx)
        return [
            "categories": [
                "taskOutputs": JSON(strings: names.taskOutputs), "inputs": JSON(strings: names.inputs),
                "variables": JSON(strings: names.variables), "executionContext": JSON(strings: names.executionContext),
                "functions": JSON(strings: ExpressionCatalog.functions.map(\.name)),
                "filters": JSON(strings: ExpressionCatalog.filters),
                "secrets": JSON(strings: secrets),
                // There are none in this release.
                "kvPairs": [], "namespaceFiles": [], "appContext": [],
            ]
        ]
    }

    /// The secrets that have a meaning in a namespace; none for those who may not list them.
    private func secretNames(
        in namespace: Namespace.Name,
        for principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> [String] {
        guard principal.grants.decide(Permission(.secret, .list), in: namespace).isAllowed else { return [] }
        let inherited = try await secrets.inherited(by: namespace, in: principal.tenant, tx)
        return inherited.flatMap(\.keys).map { "secret('\($0)')" }.sorted()
    }
}
