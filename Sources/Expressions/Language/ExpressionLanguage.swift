/// Everything the language has: functions, filters, tests and tags.
enum ExpressionLanguage {
    /// The functions in the order of the reference.
    static let functions: [Builtin] =
        generalFunctions + documentFunctions + randomFunctions + dataFunctions + fileFunctions + executionFunctions
        + dateFunctions

    /// The filters in the order of the reference.
    static let filters: [Builtin] =
        documentFilters + numberFilters + collectionFilters + caseFilters + partFilters + codingFilters + patternFilters
        + valueFilters + timeFilters

    private static let functionsByName = byName(functions)
    private static let filtersByName = byName(filters)

    static let functionNames = functions.map(\.name)
    static let filterNames = filters.map(\.name)

    private static func byName(_ builtins: [Builtin]) -> [String: Builtin] {
        Dictionary(builtins.map { ($0.name, $0) }) { first, _ in first }
    }

    static func function(_ name: String) -> Builtin? { functionsByName[name] }

    static func filter(_ name: String) -> Builtin? { filtersByName[name] }
}
