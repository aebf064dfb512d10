import Access
import Expressions
import Flows
import HTTP
import JSON
import Postgres
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

    init(_ request: Request) throws {
        self.source = request.body
        self.task = request.query["taskId"]
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let names = FlowExpressions(of: try await desk.flow(reading: source), before: task)
        return [
            "categories": [
                "taskOutputs": JSON(strings: names.taskOutputs), "inputs": JSON(strings: names.inputs),
                "variables": JSON(strings: names.variables), "executionContext": JSON(strings: names.executionContext),
                "functions": JSON(strings: ExpressionCatalog.functions.map(\.name)),
                "filters": JSON(strings: ExpressionCatalog.filters),
                // What this release does not list.
                "secrets": [], "kvPairs": [], "namespaceFiles": [], "appContext": [],
            ]
        ]
    }
}
