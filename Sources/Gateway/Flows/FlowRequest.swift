import Access
import Audit
import Flows
import HTTP
import JSON
import Tenancy

extension Request {
    /// The flow that the path names.
    ///
    /// - Throws: ``GateError/hidden`` if it can be none.
    func flow(id parameter: String = "id") throws -> FlowAddress {
        FlowAddress(try namespace(), try identifier(parameter))
    }

    /// A parameter of the query that is `true` or `false`.
    ///
    /// - Parameters:
    ///   - name: The name of the parameter.
    ///   - standard: What it is if it is not sent.
    /// - Returns: The value.
    /// - Throws: `FieldErrors`.
    func flag(_ name: String, default standard: Bool = false) throws(FieldErrors) -> Bool {
        switch query[name] {
        case nil, "": return standard
        case "true": return true
        case "false": return false
        default: throw FieldErrors(name, "expected `true` or `false`")
        }
    }

    /// The number of a revision in the query, `nil` for the newest.
    ///
    /// - Throws: `FieldErrors`.
    func revision() throws(FieldErrors) -> Int? {
        guard let text = query["revision"], !text.isEmpty else { return nil }
        return try Self.revision(text, "revision")
    }

    /// The numbers of revisions in the query, repeated or separated by commas.
    ///
    /// - Throws: `FieldErrors`.
    func revisions() throws(FieldErrors) -> [Int] {
        var numbers: [Int] = []
        for text in query.values(of: "revisions").flatMap({ $0.split(separator: ",") }) {
            numbers.append(try Self.revision(String(text), "revisions"))
        }
        guard (1...1000).contains(numbers.count) else {
            throw FieldErrors("revisions", "expected 1 to 1000 revisions, found \(numbers.count)")
        }
        return numbers
    }

    private static func revision(_ text: String, _ field: String) throws(FieldErrors) -> Int {
        guard let number = Int32(text), number > 0 else {
            throw FieldErrors(field, "expected the number of a revision, from 1")
        }
        return Int(number)
    }

    /// The flows that the contract's list of `IdWithNamespace` names; what can be none is left out, as an unknown one is.
    ///
    /// - Throws: `FieldErrors`.
    func flows() throws -> [FlowAddress] {
        guard case .array(let elements) = try json() else {
            throw FieldErrors("", "expected a list of `id` and `namespace`")
        }
        guard elements.count <= FlowStore.changeLimit else {
            throw FieldErrors("", "must have at most \(FlowStore.changeLimit) elements, has \(elements.count)")
        }
        var (flows, errors): ([FlowAddress], FieldErrors) = ([], FieldErrors())
        for (position, element) in elements.enumerated() {
            guard let namespace = element["namespace"]?.string, let id = element["id"]?.string else {
                errors.append("[\(position)]", "expected an object with the texts `id` and `namespace`")
                continue
            }
            guard let namespace = Namespace.Name(namespace), let id = Flow.ID(id) else { continue }
            flows.append(FlowAddress(namespace, id))
        }
        guard errors.isEmpty else { throw errors }
        return flows
    }

    /// The filter of a change or an export by query; paging does not matter there.
    ///
    /// - Throws: `FieldErrors`.
    func flowFilter() throws(FieldErrors) -> Search {
        Search(filter: try QueryFilter.parse(queryPairs, fields: FlowStore.scheme.filters.mapValues(\.operations)))
    }
}

extension FieldDescription {
    /// The body of operations on flows that are named.
    static let flowIDs: [FieldDescription] = [
        .body("id", "string", required: true, "The identifier of a flow."),
        .body("namespace", "string", required: true, "The namespace of the flow."),
    ]

    /// The query of operations on flows that are searched for.
    static let flowFilters = FieldDescription.search(FlowStore.scheme).filter { $0.name == "filters" }

    /// The query parameter that picks a revision.
    static let revision = FieldDescription.query("revision", "integer", "The revision; the newest if it is not said.")
}

extension Principal {
    /// Who changes a flow; a token is a program, a session a person.
    var author: FlowStore.Author {
        var isProgram = kind == .serviceAccount
        if case .token = proof {
            isProgram = true
        }
        return FlowStore.Author(account: account, isProgram: isProgram)
    }

    /// The namespaces where the caller may do something with flows.
    func namespaces(for action: Action) -> VisibleNamespaces {
        grants.visibleNamespaces(for: Permission(.flow, action))
    }

    /// Refuses what the caller may not do with a flow.
    ///
    /// - Throws: ``GateError/denied(_:namespace:)``.
    func require(_ action: Action, in namespace: Namespace.Name) throws {
        let permission = Permission(.flow, action)
        guard grants.decide(permission, in: namespace).isAllowed else {
            throw GateError.denied(permission, namespace: namespace)
        }
    }
}
