import Access
import JSON
import Tenancy

/// The contract's `ApiAutocomplete`: what somebody has typed, and what was chosen before.
struct Autocomplete: Sendable {
    /// What was typed.
    let typed: String?
    /// What was chosen before, as it was sent.
    let chosen: [String]

    static let fields: [FieldDescription] = [
        .body("q", "string", "What the name holds."),
        .body("ids", "[string]", "Identifiers to answer as well, at most 1000."),
        .body("existingOnly", "boolean", "Accepted for compatibility: only what exists is ever answered."),
    ]

    init(_ request: Request) throws {
        var fields = try request.fields()
        self.typed = fields.optional("q", .string(length: 0...255))
        self.chosen = fields.optional("ids", .list(of: .string, count: 0...1000), default: [])
        _ = fields.optional("existingOnly", .bool)
        _ = try fields.finish()
    }

    /// The identifiers that were chosen; what is none is left out.
    func identifiers<Subject>() -> [Identifier<Subject>] {
        chosen.compactMap { Identifier($0) }
    }

    /// The search for what was typed.
    var search: Search {
        let filter = typed.flatMap {
            $0.isEmpty ? nil : QueryFilter.condition(QueryFilter.Condition(.query, .contains, [$0]))
        }
        return Search(filter: filter, page: PageRequest(size: 50))
    }
}
