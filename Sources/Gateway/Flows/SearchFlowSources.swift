import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the flows whose texts hold something, with the lines where they do.
struct SearchFlowSources: APIOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/flows/source"
    static let id = "searchFlowsBySourceCode"
    static let summary = "Search for flows source code"
    static let permission = Permission(.flow, .list)
    static let fields: [FieldDescription] =
        FieldDescription.search(FlowStore.scheme).filter { $0.name != "filters" } + [
            .query("q", "string", "What the texts hold; all flows if it is not said."),
            .query("namespace", "string", "The namespace, with those below it."),
            .query("caseSensitive", "boolean", "Whether the case matters (x-reeve)."),
        ]

    private let search: Search
    private let text: String
    private let isExact: Bool
    private let flows: FlowStore

    /// The longest text that is looked for, in bytes.
    private static let longest = 1000

    init(_ request: Request) throws {
        var search = Search(
            page: try PageRequest.parse(request.queryPairs, sortable: FlowStore.scheme.sorts.keys.sorted())
        )
        if let namespace = request.query["namespace"], !namespace.isEmpty {
            search.filter = .condition(QueryFilter.Condition(.namespace, .prefix, [namespace], parameter: "namespace"))
        }
        for name in ["wholeWord", "regex"] where try request.flag(name) {
            throw FieldErrors(name, "only `false` is supported")
        }
        if let scope = request.query["scope"], !["", "ALL"].contains(scope) {
            throw FieldErrors("scope", "only `ALL` is supported")
        }
        self.search = search
        self.text = request.query["q"] ?? ""
        guard text.utf8.count <= Self.longest else {
            throw FieldErrors("q", "must have at most \(Self.longest) bytes, has \(text.utf8.count)")
        }
        guard !text.utf8.contains(0) else { throw FieldErrors("q", "must not hold U+0000") }
        self.isExact = try request.flag("caseSensitive")
        self.flows = request.services.flows.store
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Page<FlowSourceReply> {
        let found = try await flows.find(
            search,
            holding: text,
            caseSensitive: isExact,
            within: principal.namespaces(for: .list),
            in: principal.tenant,
            tx
        )
        let editable = principal.namespaces(for: .update)
        return Page(found) { record in
            FlowSourceReply(
                record: record,
                matches: FlowSourceMatch.all(of: text, in: record.source, caseSensitive: isExact),
                isEditable: editable.contains(record.address.namespace)
            )
        }
    }
}

/// The contract's `SearchResult` of a flow, with the places as clients of 2.0 read them.
struct FlowSourceReply: JSONReply {
    let record: FlowRecord
    let matches: [FlowSourceMatch]
    let isEditable: Bool

    var json: JSON {
        [
            "model": record.answer(withSource: false), "fragments": JSON(strings: matches.map(\.fragment)),
            "namespace": .string(record.address.namespace.description), "id": .string(record.address.id.description),
            "editable": .bool(isEditable),
            "matches": .array(
                matches.map {
                    ["line": JSON($0.line), "column": JSON($0.column), "snippet": .string($0.snippet)]
                }
            ),
        ]
    }
}
