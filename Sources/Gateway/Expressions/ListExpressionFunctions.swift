import Access
import Expressions
import JSON
import Postgres
import Tenancy

/// Answers the functions that expressions have, with their arguments and defaults.
struct ListExpressionFunctions: APIOperation, Read {
    static let route: Route = "GET /api/v1/pebble/functions"
    static let id = "getExpressionFunctions"
    static let summary = "List the functions of expressions, with their arguments and defaults"
    static let permission = Permission(.flow, .list)
    // The same for all, so whoever is signed in may see it.
    static let scope = Scope.own

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        .array(
            ExpressionCatalog.functions.sorted { $0.name < $1.name }.map { function in
                let arguments = function.arguments.map { argument -> JSON in
                    ["name": .string(argument.name), "defaultValue": JSON(argument.defaultValue)]
                }
                return ["name": .string(function.name), "arguments": .array(arguments)]
            }
        )
    }
}
