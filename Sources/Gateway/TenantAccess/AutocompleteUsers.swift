import Access
import Audit
import JSON
import Postgres
import Tenancy

/// Answers the users of the tenant whose names hold what was typed, and those of some identifiers.
struct AutocompleteUsers: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/tenant-access/autocomplete"
    static let id = "autocompleteUsers"
    static let summary = "List users for autocomplete"
    static let permission = Permission(.user, .list)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] =
        Autocomplete.fields + [.body("username", "string", "What the name holds, if `q` is left out.")]

    let search: Search
    let ids: [Account.ID]

    init(_ request: Request) throws {
        var fields = try request.fields()
        let typed = fields.optional("q", .string(length: 0...255))
        let username = fields.optional("username", .string(length: 0...255))
        let chosen = fields.optional("ids", .list(of: .string, count: 0...1000), default: [])
        _ = fields.optional("existingOnly", .bool)
        _ = try fields.finish()
        self.ids = chosen.compactMap { Account.ID($0) }
        let text = typed ?? username ?? ""
        self.search = Search(
            filter: text.isEmpty ? nil : .condition(QueryFilter.Condition(.query, .contains, [text])),
            page: PageRequest(size: 50)
        )
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [TenantMemberReply] {
        let chosen = try await TenantMember.list(ids, in: principal.tenant, tx)
        let typed = try await TenantMember.find(search, of: .user, in: principal.tenant, tx).elements
        let known = Set(chosen.map(\.id))
        return (chosen + typed.filter { !known.contains($0.id) }).map(TenantMemberReply.init)
    }
}
