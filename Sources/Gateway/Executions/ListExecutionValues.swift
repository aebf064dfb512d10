import Access
import Executor
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the values that a field has in executions that the caller may list.
struct ListExecutionValues: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/executions/distinct-field-values"
    static let id = "findDistinctFieldValues"
    static let summary = "List distinct values for one of the executions filter fields"
    static let permission = Permission(.execution, .list)
    static let fields: [FieldDescription] =
        [
            .query("field", "string", required: true, "The field."),
            .query("size", "integer", "How many values at most, 1 to 1000; 100 if it is not said."),
        ] + FieldDescription.executionFilters

    private let field: QueryFilter.Field
    private let search: Search
    private let count: Int
    private let store: ExecutionStore

    init(_ request: Request) throws {
        guard let field = QueryFilter.Field(named: request.query["field"] ?? "") else {
            throw FieldErrors("field", "expected the name of a field")
        }
        self.field = field
        self.search = Search(filter: try request.executionFilter())
        let size = request.query["size"] ?? ""
        self.count = size.isEmpty ? 100 : try PageRequest.parse(request.queryPairs, sortable: []).size
        self.store = request.services.executions
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        let visible = principal.executionNamespaces(for: .list)
        let values = try await store.values(
            of: field,
            search,
            count: count,
            within: visible,
            in: principal.tenant,
            tx
        )
        return JSON(strings: values)
    }
}
