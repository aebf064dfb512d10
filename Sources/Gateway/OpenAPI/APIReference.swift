import Access
import Tenancy

/// The API reference for people, made of the route table.
package enum APIReference {
    /// The reference in Markdown: a section for each tag, a table of its operations, and the fields of each.
    package static func markdown() -> String {
        markdown(APITable.endpoints)
    }

    /// The reference of a table.
    static func markdown(_ endpoints: [Endpoint]) -> String {
        var order: [String] = []
        var sections: [String: [Endpoint]] = [:]
        for endpoint in endpoints where endpoint.isBuilt {
            if sections[endpoint.tag] == nil {
                order.append(endpoint.tag)
            }
            sections[endpoint.tag, default: []].append(endpoint)
        }
        return ([head] + order.map { section($0, sections[$0] ?? []) }).joined(separator: "\n")
    }

    private static let head = """
        # API

        Every operation that this release serves; `make docs` renews this page. A server describes the same to programs at
        `GET /api/v1/openapi.json`, in OpenAPI 3.0.

        - **Scope**: `tenant` is for those whose roles in the tenant grant the permission, `instance` for those who manage
          the instance, `own` for all who are signed in, about their own account, and `open` for everybody.
        - **Permission**: the right that is asked for, and the name under which changes and refusals are recorded.
        - **x-reeve**: the operation is not part of the contract that the others follow.

        Errors are problem details (RFC 9457), those of SCIM the errors of RFC 7644.

        """

    private static func section(_ tag: String, _ endpoints: [Endpoint]) -> String {
        let operations = endpoints.map { endpoint in
            row([
                "`\(endpoint.route.method)`", "`\(endpoint.route.path)`", endpoint.summary,
                endpoint.isOpen ? "" : "`\(endpoint.permission)`", endpoint.isOpen ? "open" : endpoint.scope.name,
                endpoint.isInContract ? "" : "x-reeve",
            ])
        }
        let lines =
            ["## \(tag)", ""] + table(["Method", "Path", "What it does", "Permission", "Scope", ""], operations)
            + endpoints.filter { !$0.fields.isEmpty }.flatMap(fields)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func fields(of endpoint: Endpoint) -> [String] {
        let rows = endpoint.fields.map { field in
            row([
                "`\(field.name)`", field.place.rawValue, "`\(field.type)`", field.isRequired ? "yes" : "",
                field.summary,
            ])
        }
        let title = "`\(endpoint.route)`" + (endpoint.takesList ? ", a list of:" : "")
        return ["", title, ""] + table(["Field", "In", "Type", "Required", "Meaning"], rows)
    }

    private static func table(_ titles: [String], _ rows: [String]) -> [String] {
        [row(titles), "|" + String(repeating: "---|", count: titles.count)] + rows
    }

    private static func row(_ cells: [String]) -> String {
        let cells = cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }
        return "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
    }
}
