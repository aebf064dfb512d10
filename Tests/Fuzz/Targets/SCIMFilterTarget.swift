@testable import JSON
@testable import Provisioning

/// SCIM filters: a filter, and on the next line the resource it is asked of, or a user of ours if there is none.
///
/// A filter that is written is read as the same filter and means the same; what `and`, `or`, `not` and brackets make of their
/// parts is what a naive reader makes of them; comparisons of single texts are those of their bytes; limits hold.
let scimFilterTarget = FuzzTarget(name: "scim-filter") { input in
    let lines = input.parts(separatedBy: 0x0A, most: 2)
    let text = lines[0].text
    let limits = FilterLimits(maximumBytes: 2048, maximumDepth: 12, maximumTerms: 32)
    let filter: Filter
    do throws(ProvisioningError) {
        filter = try Filter(parsing: text, limits: limits)
    } catch {
        try claim(error.scimType == "invalidFilter", "a filter is refused as `\(error.scimType ?? "")`")
        try claim(error.detail.utf8.count <= 1024, "a refusal is long")
        return
    }
    try claim(terms(filter) <= limits.maximumTerms, "a filter has more comparisons than allowed")
    // A sub-attribute behind brackets stands within them once it is written, which can nest one level deeper.
    let again = read { () throws(ProvisioningError) in try Filter(parsing: filter.description) }
    try claim(again == filter, "a filter that is written is read as another")
    try claim(again?.description.bytes == filter.description.bytes, "a filter is written in two ways")

    let sent = lines.count == 2 ? read { () throws(JSONError) in try JSON(parsing: lines[1]) }?.object : nil
    for (type, profile) in [(ResourceType.user, IntegrationProfile.strict), (.group, .entra)] {
        let naive = NaiveReading(type: type, profile: profile, resource: sent ?? someone)
        guard let holds = naive.holds(filter) else { continue }
        let expected = try naive.meaning(of: filter)
        try claim(holds == expected, "a filter means something else than its parts")
        try claim(naive.holds(.not(filter)) == !holds, "the opposite of a filter is not its opposite")
    }
}

/// A user with values of many kinds.
private let someone: JSONObject = [
    "id": "2819c223", "userName": "Mia.Keller@Example.com", "title": "Engineer", "displayName": "Mia", "active": true,
    "name": ["familyName": "Keller", "givenName": "Mia"],
    "emails": [["value": "mia@example.com", "type": "work", "primary": true], ["value": "m@home.example"]],
    "meta": ["created": "2026-01-02T03:04:05Z", "version": "W/\"3\""],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ["department": "Rail"],
]

private func terms(_ filter: Filter) -> Int {
    switch filter {
    case .comparison, .present: 1
    case .matching(_, let inner), .not(let inner): terms(inner)
    case .all(let filters), .any(let filters): filters.reduce(0) { $0 + terms($1) }
    }
}

/// Asks filters of a resource part by part.
private struct NaiveReading {
    let type: ResourceType
    let profile: IntegrationProfile
    let resource: JSONObject

    /// What the service says, `nil` if it refuses to ask.
    func holds(_ filter: Filter) -> Bool? {
        read { () throws(ProvisioningError) in try Condition(filter, on: type, profile: profile) }?.holds(for: resource)
    }

    func meaning(of filter: Filter) throws(Finding) -> Bool {
        switch filter {
        case .all(let filters):
            var holds = true
            for filter in filters { holds = try meaning(of: filter) && holds }
            return holds
        case .any(let filters):
            var holds = false
            for filter in filters { holds = try meaning(of: filter) || holds }
            return holds
        case .not(let filter):
            return try !meaning(of: filter)
        case .comparison(let path, let comparison, .string(let text)) where isPlain(path):
            guard let value = resource[path.attribute]?.string else { return try part(filter) }
            let holds = compare(SearchKey(value).text.bytes, comparison, SearchKey(text).text.bytes)
            try claim(try part(filter) == holds, "`\(comparison.rawValue)` does not compare bytes")
            return holds
        default:
            return try part(filter)
        }
    }

    /// What the service says of a part of a filter that it did not refuse.
    private func part(_ filter: Filter) throws(Finding) -> Bool {
        guard let holds = holds(filter) else { throw Finding(description: "a part of a filter is refused") }
        return holds
    }

    /// Whether a path leads to one text of a user that is compared in any case, and is written as the schema has it.
    private func isPlain(_ path: AttributePath) -> Bool {
        type.name == "User" && path.schema == nil && path.subAttribute == nil
            && ["userName", "title", "displayName"].contains(path.attribute)
    }

    private func compare(_ value: [UInt8], _ comparison: Filter.Comparison, _ text: [UInt8]) -> Bool {
        switch comparison {
        case .equal: value == text
        case .notEqual: value != text
        case .greaterThan: text.lexicographicallyPrecedes(value)
        case .greaterThanOrEqual: !value.lexicographicallyPrecedes(text)
        case .lessThan: value.lexicographicallyPrecedes(text)
        case .lessThanOrEqual: !text.lexicographicallyPrecedes(value)
        case .startsWith: value.starts(with: text)
        case .endsWith: value.reversed().starts(with: text.reversed())
        case .contains: value.indices.contains { value[$0...].starts(with: text) } || text.isEmpty
        }
    }
}
