import Access
import HTTP
import JSON
import Tenancy

/// Tells whether requests can be answered: 200 once the database answers, else 503.
struct GetHealth: APIOperation, OpenOperation {
    static let route: Route = "GET /health"
    static let id = "health"
    static let summary = "Tell whether requests can be answered"
    static let permission = Permission(.instance, .view)
    static let isInContract = false

    init(_ request: Request) throws {}

    func answer(for call: Call, through gate: Gate) async throws -> JSON {
        try await gate.ping()
        return ["status": "UP"]
    }
}
