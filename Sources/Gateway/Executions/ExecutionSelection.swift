import Access
import Executor
import JSON
import Tenancy

/// Which executions a change of several is about.
enum ExecutionSelection {
    /// Reads a list of identifiers; what is none identifies nothing, and is kept for the answer.
    ///
    /// - Parameters:
    ///   - json: The list.
    ///   - field: Its name.
    /// - Returns: The identifiers, each once.
    /// - Throws: `FieldErrors`.
    static func ids(_ json: JSON, as field: String) throws(FieldErrors) -> [String] {
        guard case .array(let elements) = json else { throw FieldErrors(field, "expected a list of identifiers") }
        guard elements.count <= ExecutionStore.changeLimit else {
            throw FieldErrors(field, "must have at most \(ExecutionStore.changeLimit) elements, has \(elements.count)")
        }
        var (ids, seen): ([String], Set<String>) = ([], [])
        for (position, element) in elements.enumerated() {
            guard let id = element.string, id.utf8.count <= 100 else {
                throw FieldErrors("\(field)[\(position)]", "expected an identifier")
            }
            if seen.insert(id).inserted { ids.append(id) }
        }
        return ids
    }
}

extension Request {
    /// The filter of a change by query; paging does not matter there.
    ///
    /// - Throws: `FieldErrors`.
    func executionFilter() throws(FieldErrors) -> QueryFilter? {
        try QueryFilter.parse(queryPairs, fields: ExecutionStore.scheme().filters.mapValues(\.operations))
    }
}

extension FieldDescription {
    /// The query of operations on executions that are searched for.
    static let executionFilters = FieldDescription.search(ExecutionStore.scheme()).filter { $0.name == "filters" }
}
