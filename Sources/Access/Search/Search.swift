public import JSON
public import Postgres
public import Tenancy

/// A search as a client asks for it: which objects, in which order, and which page of them.
public struct Search: Sendable, Equatable {
    /// Which objects; `nil` for all.
    public var filter: QueryFilter?
    /// Which page, in which order.
    public var page: PageRequest

    /// Makes a search of its parts.
    public init(filter: QueryFilter? = nil, page: PageRequest = PageRequest()) {
        self.filter = filter
        self.page = page
    }
}

/// What can be searched: the columns of the fields of a list.
public struct SearchScheme: Sendable {
    /// The fields that can be filtered by.
    public let filters: [QueryFilter.Field: SearchColumn]
    /// The fields that can be sorted by, and their columns.
    public let sorts: [String: SQL]
    /// The order that ends every other, so that a page is always the same.
    public let tieBreaker: SQL

    /// Makes a scheme.
    ///
    /// - Parameters:
    ///   - filters: The fields that can be filtered by.
    ///   - sorts: The fields that can be sorted by, and their columns.
    ///   - tieBreaker: A column that no two objects share.
    public init(filters: [QueryFilter.Field: SearchColumn], sorts: [String: SQL], tieBreaker: SQL) {
        self.filters = filters
        self.sorts = sorts
        self.tieBreaker = tieBreaker
    }

    /// Reads a search from query parameters.
    ///
    /// - Parameter parameters: Names and values in the order they were sent, percent-decoded.
    /// - Returns: The search.
    /// - Throws: `FieldErrors` with every problem.
    public func parse(_ parameters: [(name: String, value: String)]) throws(FieldErrors) -> Search {
        Search(
            filter: try QueryFilter.parse(parameters, fields: filters.mapValues(\.operations)),
            page: try PageRequest.parse(parameters, sortable: sorts.keys.sorted())
        )
    }

    /// The condition of a search; `true` if it has none.
    public func condition(_ search: Search) throws(FieldErrors) -> SQL {
        try search.filter?.condition(over: filters) ?? "true"
    }

    /// The `order by`, `limit` and `offset` of a search.
    public func page(_ search: Search) -> SQL {
        "\(order(search)) limit \(search.page.size) offset \(search.page.offset)"
    }

    /// The `order by` of a search.
    public func order(_ search: Search) -> SQL {
        let order = search.page.sort.compactMap { sort -> SQL? in
            sorts[sort.field].map { column -> SQL in
                sort.isDescending ? "\(column) desc nulls last" : "\(column) asc nulls first"
            }
        }
        return " order by \(SQL.join(order + [tieBreaker], separator: ", "))"
    }
}

/// A page of what a search found.
public struct Found<Element: Sendable>: Sendable {
    /// The objects of the page.
    public var elements: [Element]
    /// How many objects match in all.
    public var total: Int

    /// Makes a page of its parts.
    public init(_ elements: [Element], total: Int) {
        self.elements = elements
        self.total = total
    }
}

extension Transaction {
    /// Finds a page of objects and counts all that match, in one round trip.
    ///
    /// - Parameters:
    ///   - columns: What is read of each object.
    ///   - source: The tables and the condition that every object meets.
    ///   - search: Which objects, in which order.
    ///   - scheme: What can be searched.
    ///   - read: Makes an object of a row.
    /// - Returns: The page.
    /// - Throws: `DatabaseError`; `FieldErrors` for a value that does not have the form of its column.
    public func find<Element>(
        _ columns: SQL,
        from source: SQL,
        _ search: Search,
        by scheme: SearchScheme,
        _ read: (Row) throws(DatabaseError) -> Element
    ) async throws -> Found<Element> {
        let condition = try scheme.condition(search)
        let results = try await batch([
            "select \(columns) from \(source) and \(condition)\(scheme.page(search))",
            "select count(*) from \(source) and \(condition)",
        ])
        var elements: [Element] = []
        for row in results[0] {
            elements.append(try read(row))
        }
        return Found(elements, total: try results[1].first?.decode(0, as: Int.self) ?? 0)
    }
}
