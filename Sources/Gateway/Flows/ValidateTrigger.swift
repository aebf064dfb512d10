import Access
import Flows
import Postgres
import Tenancy

/// Says what is wrong with one trigger.
struct ValidateTrigger: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/flows/validate/trigger"
    static let id = "validateTrigger"
    static let summary = "Validate trigger"
    static let permission = Permission(.flow, .validate)
    static let body = RequestBody.yaml()

    private let source: [UInt8]
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.source = request.body
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowPartVerdict {
        let reader = desk.store.reader
        return FlowPartVerdict(problems: try await desk.read(source) { reader.problems(ofTrigger: $0) })
    }
}
