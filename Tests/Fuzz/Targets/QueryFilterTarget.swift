@testable import JSON
@testable import Tenancy

/// Query parameters of a search, `name=value` a line: filters with groups, pages and orders.
///
/// A filter holds where a naive reader of the parameters says so, whichever of its conditions hold; its parameters in another
/// order mean the same; conditions written as parameters are read as the same conditions; pages stay within bounds.
let queryFilterTarget = FuzzTarget(name: "query-filter") { input in
    let parameters = input.parts(separatedBy: 0x0A, most: 80).map { line -> (name: String, value: String) in
        let halves = line.parts(separatedBy: 0x3D, most: 2)
        return (halves[0].text, halves.count == 2 ? halves[1].text : "")
    }
    try checkPage(parameters)
    let filter: QueryFilter?
    do throws(FieldErrors) {
        filter = try QueryFilter.parse(parameters, fields: fields)
    } catch {
        try claim(!error.isEmpty, "a filter is refused without a reason")
        return
    }
    let reversed = read { () throws(FieldErrors) in
        try QueryFilter.parse(Array(parameters.reversed()), fields: fields)
    }
    let conditions = filter?.conditions ?? []
    try claim(conditions.count <= 64, "a filter has more conditions than allowed")
    for condition in conditions {
        try checkCondition(condition)
    }
    // Each seed decides at random, but always alike, which conditions hold.
    for seed in 0..<6 as Range<UInt64> {
        let naive = NaiveGroup(parameters).holds(seed)
        try claim(filter.map { holds($0, seed) } ?? true == naive, "a filter means something else than its parameters")
        let other = reversed.map { $0.map { holds($0, seed) } ?? true }
        try claim(other == naive, "a filter depends on the order of its parameters")
    }
}

private let fields: QueryFilter.Fields = [
    .query: [.equals, .notEquals], .namespace: .text, .state: .equality, .labels: [.equals, .notEquals, .in],
    .startDate: .instant, .name: Set(QueryFilter.Operation.allCases),
]

/// Whether a comparison with one value holds, for a seed: by a hash of all that it consists of.
private func holds(_ parts: [String], _ seed: UInt64) -> Bool {
    var hash = seed &+ 0xCBF2_9CE4_8422_2325
    for part in parts {
        for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return (hash ^ hash >> 29) & 1 == 0
}

private func holds(_ filter: QueryFilter, _ seed: UInt64) -> Bool {
    switch filter {
    case .and(let filters): filters.allSatisfy { holds($0, seed) }
    case .or(let filters): filters.contains { holds($0, seed) }
    case .condition(let condition):
        compares(condition.field.description, condition.key, condition.operation, condition.values, seed)
    }
}

/// A condition on a field; of a list every value decides, in whatever order.
private func compares(
    _ field: String,
    _ key: String?,
    _ operation: QueryFilter.Operation,
    _ values: [String],
    _ seed: UInt64
) -> Bool {
    let head = [field, key ?? "", operation.rawValue]
    return switch operation {
    case .in: values.contains { holds(head + [$0], seed) }
    case .notIn: values.allSatisfy { holds(head + [$0], seed) }
    case .isNull, .isNotNull: holds(head, seed)
    default: holds(head + [values.first ?? ""], seed)
    }
}

private func checkCondition(_ condition: QueryFilter.Condition) throws(Finding) {
    let known = fields[condition.field] ?? []
    try claim(known.contains(condition.operation), "a field is compared as it cannot be")
    try claim(condition.key == nil || condition.field.hasEntries, "a field has an entry that it cannot have")
    try claim(condition.values.count <= 256, "a list has more values than allowed")
    try claim(!condition.values.contains { $0.utf8.contains(0) }, "a value holds U+0000")
    guard !condition.operation.takesNothing else { return }
    if condition.operation.takesList {
        try claim(!condition.values.isEmpty, "a list is empty")
        let isSplit = condition.values.allSatisfy { !$0.isEmpty && !$0.utf8.contains(0x2C) }
        try claim(isSplit, "a list is not split at its commas")
    } else {
        try claim(condition.values.count == 1, "a comparison has not one value")
    }
    let key = condition.key.map { "[\($0)]" } ?? ""
    let name = "filters[\(condition.field)][\(condition.operation.rawValue)]\(key)"
    let value = condition.values.joined(separator: ",")
    guard value.utf8.count <= 2048 else { return }
    let again = read { () throws(FieldErrors) in try QueryFilter.parse([(name, value)], fields: fields) }
    guard case .condition(let found)?? = again else {
        throw Finding(description: "a condition that is written is refused")
    }
    try claim(
        found.field == condition.field && found.key?.bytes == condition.key?.bytes
            && found.operation == condition.operation && found.values.map(\.bytes) == condition.values.map(\.bytes),
        "a condition that is written is read as another"
    )
}

/// The conditions of parameters that were accepted, joined as the page on filters says it.
private struct NaiveGroup {
    private var conditions: [(field: String, key: String?, operation: QueryFilter.Operation, value: String)] = []
    private var all: [String: NaiveGroup] = [:]
    private var any: [String: NaiveGroup] = [:]

    init(_ parameters: [(name: String, value: String)]) {
        for (name, value) in parameters where name.utf8.starts(with: "filters[".utf8) {
            // A token may hold `[`, and ends with the first `]`.
            let tokens = name.bytes.dropFirst(8).split(separator: UInt8(ascii: "]"), omittingEmptySubsequences: false)
            let opened = tokens.dropLast().enumerated().map { index, token in
                Array(index == 0 ? token : token.dropFirst()).text
            }
            insert(opened[...], value)
        }
    }

    private init() {}

    private mutating func insert(_ tokens: ArraySlice<String>, _ value: String) {
        guard let first = tokens.first, tokens.count >= 2 else { return }
        let rest = tokens.dropFirst(2)
        // Branches are numbers, so `1` and `01` are one.
        let branch = String(Int(tokens[tokens.startIndex + 1]) ?? -1)
        switch first.lowercased() {
        case "and": all[branch, default: NaiveGroup()].insert(rest, value)
        case "or": any[branch, default: NaiveGroup()].insert(rest, value)
        default:
            guard let field = QueryFilter.Field(named: first),
                let operation = QueryFilter.Operation(rawValue: tokens[tokens.startIndex + 1].uppercased())
            else { return }
            conditions.append((field.description, rest.first, operation, value))
        }
    }

    func holds(_ seed: UInt64) -> Bool {
        var lists: [String: Bool] = [:]
        for (field, key, operation, value) in conditions {
            guard operation.takesList else {
                guard compares(field, key, operation, [value], seed) else { return false }
                continue
            }
            // A list that is repeated is one list.
            let values = value.utf8.split(separator: 0x2C).map { String(Substring($0)) }
            let place = "\(field)\u{0}\(key ?? "")\u{0}\(operation)"
            let part = compares(field, key, operation, values, seed)
            lists[place] = operation == .in ? lists[place] ?? false || part : lists[place] ?? true && part
        }
        return lists.values.allSatisfy { $0 } && all.values.allSatisfy { $0.holds(seed) }
            && (any.isEmpty || any.values.contains { $0.holds(seed) })
    }
}

private func checkPage(_ parameters: [(name: String, value: String)]) throws(Finding) {
    let sortable = ["name", "created"]
    guard let page = read({ () throws(FieldErrors) in try PageRequest.parse(parameters, sortable: sortable) }) else {
        return
    }
    try claim((1...PageRequest.maximumSize).contains(page.size), "a page has a size out of bounds")
    try claim(page.page >= 1 && page.offset >= 0 && page.offset < PageRequest.maximumDepth, "a page is out of bounds")
    try claim(Set(page.sort.map(\.field)).count == page.sort.count, "a list is sorted by a field twice")
    try claim(page.sort.allSatisfy { sortable.contains($0.field) }, "a list is sorted by what it cannot be")
    let sort = page.sort.map { "\($0.field):\($0.isDescending ? "desc" : "asc")" }.joined(separator: ",")
    let written = [("page", "\(page.page)"), ("size", "\(page.size)"), ("sort", sort)]
    let again = read { () throws(FieldErrors) in
        try PageRequest.parse(written.map { (name: $0.0, value: $0.1) }, sortable: sortable)
    }
    try claim(again == page, "a page that is written is read as another")
}
