import JSON
import Postgres

/// A list of resources as it is asked of the database, and what is done to what comes back.
struct ResourceQuery: Sendable {
    /// How many rows are looked at in memory where the database cannot decide.
    static let maximumCandidates = 10_000

    let type: ResourceType
    let plan: FilterPlan
    let order: ResourceOrder?
    let projection: Projection
    let page: PageRange
    private let condition: Condition?

    /// Reads a request.
    ///
    /// - Throws: `invalidFilter`, `invalidPath` or `invalidValue` if it asks for what cannot be answered.
    init(_ request: ListRequest, on type: ResourceType, profile: IntegrationProfile) throws(ProvisioningError) {
        var condition: Condition?
        if let filter = request.filter {
            condition = try Condition(Filter(parsing: filter), on: type, profile: profile)
        }
        self.type = type
        self.condition = condition
        self.plan = FilterPlan(condition, on: type)
        if let path = request.sortBy {
            self.order = try ResourceOrder(by: path, isDescending: request.isDescending, of: type)
        } else {
            self.order = nil
        }
        self.projection = try Projection(
            of: type,
            attributes: request.attributes,
            excludedAttributes: request.excludedAttributes
        )
        self.page = request.page
    }

    /// Whether an attribute is needed to decide what is in the list, or in what order, beside what is shown.
    func looks(at name: String) -> Bool {
        plan.residual?.root.mentions(name) == true || order?.attribute.attribute.name == name
    }

    /// The resources of the page, and how many the whole list has.
    ///
    /// - Parameters:
    ///   - columns: What is selected of each.
    ///   - source: What follows `from`, with a condition in it.
    ///   - tx: The transaction.
    ///   - read: Makes the resource of a row.
    ///   - document: The whole resource as it is shown.
    /// - Returns: The page and the number.
    /// - Throws: `tooMany` if more would have to be looked at than the service is willing to.
    func resources<Resource>(
        _ columns: SQL,
        from source: SQL,
        _ tx: borrowing Transaction,
        read: (Row) throws(DatabaseError) -> Resource,
        document: (Resource) -> JSONObject
    ) async throws -> (page: [Resource], total: Int) {
        let chosen: SQL = "\(source) and \(plan.sql(on: type))"
        guard plan.kind == .exact, let sorting else {
            let rows = try await tx.query(
                "select \(columns) from \(chosen) order by \(tie) limit \(Self.maximumCandidates + 1)"
            )
            guard rows.count <= Self.maximumCandidates else {
                throw ProvisioningError.tooMany(
                    "more than \(Self.maximumCandidates) resources would have to be looked at; ask for less"
                )
            }
            let found = sort(try rows.map(read).map { ($0, document($0)) }.filter { isWanted($0.1) })
            return (found[page.positions(of: found.count)].map(\.0), found.count)
        }
        let count: SQL = "select count(*) from \(chosen)"
        guard page.count > 0 else {
            return ([], try await tx.query(count).first?.decode(0, as: Int.self) ?? 0)
        }
        let answers = try await tx.batch([
            count, "select \(columns) from \(chosen) order by \(sorting) limit \(page.count) offset \(page.offset)",
        ])
        return (try answers[1].map(read), try answers[0].first?.decode(0, as: Int.self) ?? 0)
    }

    /// How the database sorts; `nil` if it cannot by what was asked for.
    private var sorting: SQL? {
        guard let order else { return tie }
        let planner = FilterPlanner(isUser: type.name == ResourceType.user.name)
        guard let column = planner.column(order.attribute) else { return nil }
        return order.isDescending
            ? "\(column.sql(on: type)) desc nulls first, \(tie)" : "\(column.sql(on: type)) nulls last, \(tie)"
    }

    /// The order of what is equal otherwise: by age.
    private var tie: SQL { "resource.created_at, \(FilterPlan.Column.id.sql(on: type))" }

    private func isWanted(_ document: JSONObject) -> Bool {
        plan.residual?.holds(for: document) ?? true
    }

    private func sort<Resource>(_ found: [(Resource, JSONObject)]) -> [(Resource, JSONObject)] {
        guard let order else { return found }
        let keyed = found.enumerated().map { (key: order.key(of: $0.element.1), position: $0.offset) }
        return keyed.sorted { left, right in
            if order.precedes(left.key, right.key) { return true }
            return !order.precedes(right.key, left.key) && left.position < right.position
        }.map { found[$0.position] }
    }
}

extension Condition.Node {
    /// Whether the condition looks at an attribute or a part of it.
    func mentions(_ name: String) -> Bool {
        switch self {
        case .comparison(let attribute, _, _), .present(let attribute), .matching(let attribute, _):
            attribute.attribute.name == name
        case .all(let nodes), .any(let nodes): nodes.contains { $0.mentions(name) }
        case .not(let node): node.mentions(name)
        }
    }
}
