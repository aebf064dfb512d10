import Access
import Audit
import HTTP
import JSON
import Postgres
import Tenancy

/// A search of the log as a client asks for it, by number of the page or by cursor.
struct AuditLogSearch: Sendable {
    /// How many records can be reached by the number of a page.
    static let reach = 10_000

    let filter: AuditFilter
    let page: PageRequest
    let cursor: AuditCursor?
    private let totals: AuditTotals

    static let fields: [FieldDescription] = [
        .query("page", "integer", "The number of the page, from 1; the first \(reach) records can be reached by it."),
        .query("size", "integer", "How many records a page has, 1 to 1000; 10 if it is not said."),
        .query("sort", "[string]", "`date:desc`, the newest first, is the order there is."),
        .query(
            "filters",
            "filters[field][OPERATION]=value",
            "Conditions on: \(AuditFilter.fields.keys.map(\.description).sorted().joined(separator: ", "))."
        ),
        .query("cursor", "string", "The `nextCursor` of a page: answers what follows it, however far (x-reeve)."),
    ]

    init(_ request: Request) throws {
        let pairs = request.queryPairs
        var errors = FieldErrors()
        var (filter, page) = (AuditFilter.all, PageRequest())
        do throws(FieldErrors) {
            filter = try AuditFilter(QueryFilter.parse(pairs, fields: AuditFilter.fields))
        } catch {
            errors.errors += error.errors
        }
        do throws(FieldErrors) {
            page = try PageRequest.parse(pairs, sortable: ["date"])
        } catch {
            errors.errors += error.errors
        }
        if page.sort.contains(where: { !$0.isDescending }) {
            errors.append("sort", "expected `date:desc`: the log is read from its newest record")
        }
        let cursor = request.query["cursor"].flatMap { AuditCursor($0) }
        if request.query["cursor"] != nil, cursor == nil {
            errors.append("cursor", "expected the `nextCursor` of a page")
        }
        if cursor != nil, page.page > 1 {
            errors.append("page", "cannot be combined with `cursor`")
        }
        if page.page * page.size > Self.reach {
            errors.append(
                "page",
                "reaches beyond the first \(Self.reach) records; narrow the dates or go on with `cursor`"
            )
        }
        guard errors.isEmpty else { throw errors }
        (self.filter, self.page, self.cursor) = (filter, page, cursor)
        self.totals = request.services.auditTotals
    }

    /// The page that was asked for, of the log of a tenant; of all logs for `nil`.
    func find(in tenant: Tenant.ID?, _ tx: borrowing Transaction) async throws -> AuditLogPage {
        let store = AuditStore(of: tenant, totals: totals)
        let count = try await store.count(filter, tx)
        var start = cursor
        if page.page > 1 {
            start = try await store.position(behind: page.offset, filter, tx)
            guard start != nil else { return AuditLogPage(items: [], next: nil, count: count) }
        }
        let (items, next) = try await store.items(filter, after: start, size: page.size, tx)
        return AuditLogPage(items: items, next: next, count: count)
    }
}

/// The contract's page of `ApiAuditLogItem`, with what it takes to read on.
struct AuditLogPage: Reply {
    /// The items in compact JSON, separated by commas.
    let items: [UInt8]
    let next: AuditCursor?
    let count: AuditStore.Count

    func response(to request: Request, status: Status) -> Response {
        var rest: JSONObject = ["total": JSON(count.total), "totalIsCapped": .bool(count.isCapped)]
        rest["nextCursor"] = next.map { JSON($0.description) }
        let bytes = #"{"results":["#.utf8 + items + "],".utf8 + JSON.object(rest).serialized().dropFirst()
        return Response(status, headers: ["content-type": "application/json"], body: .bytes(Array(bytes)))
    }
}
