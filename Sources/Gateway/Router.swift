import HTTP

/// Finds the entry of the route table that a request is for.
///
/// A literal segment goes before a parameter; where that leads nowhere, the parameter is tried.
struct Router: Sendable {
    /// What a path leads to.
    enum Match: Sendable {
        /// The entry of the method, and the values of the parameters, percent-decoded.
        case found(Endpoint, parameters: [String: String])
        /// The path is known, for other methods.
        case otherMethods([String])
        /// No route has the path.
        case none
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var endpoints: [String: Endpoint] = [:]
    }

    private var nodes: [Node] = [Node()]

    /// Makes the router of a table.
    ///
    /// - Precondition: no two routes of the table are the same but for the names of their parameters.
    init(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            add(endpoint)
        }
    }

    /// The literal segments that may stand where a tenant's name does; no tenant may have one for its name.
    var reservedTenantNames: Set<String> {
        guard let api = nodes[0].literals["api"], let version = nodes[api].literals["v1"] else { return [] }
        return Set(nodes[version].literals.keys)
    }

    /// Finds what a path leads to; the segments are percent-decoded already.
    func match(method: String, segments: [String]) -> Match {
        var allowed: Set<String> = []
        guard let (endpoint, values) = find(method, segments[...], from: 0, values: [], allowed: &allowed) else {
            return allowed.isEmpty ? .none : .otherMethods(allowed.sorted())
        }
        return .found(endpoint, parameters: Dictionary(zip(endpoint.route.parameters, values)) { first, _ in first })
    }

    private func find(
        _ method: String,
        _ segments: ArraySlice<String>,
        from node: Int,
        values: [String],
        allowed: inout Set<String>
    ) -> (Endpoint, [String])? {
        guard let segment = segments.first else {
            allowed.formUnion(nodes[node].endpoints.keys)
            return nodes[node].endpoints[method].map { ($0, values) }
        }
        if let next = nodes[node].literals[segment],
            let found = find(method, segments.dropFirst(), from: next, values: values, allowed: &allowed)
        {
            return found
        }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        return find(method, segments.dropFirst(), from: next, values: values + [segment], allowed: &allowed)
    }

    private mutating func add(_ endpoint: Endpoint) {
        var node = 0
        for segment in endpoint.route.segments {
            node = child(of: node, for: segment)
        }
        let previous = nodes[node].endpoints.updateValue(endpoint, forKey: endpoint.route.method)
        precondition(previous == nil, "two operations have the route \(endpoint.route)")
    }

    private mutating func child(of node: Int, for segment: Route.Segment) -> Int {
        let existing =
            switch segment {
            case .literal(let text): nodes[node].literals[text]
            case .parameter: nodes[node].parameter
            }
        if let existing {
            return existing
        }
        nodes.append(Node())
        let made = nodes.count - 1
        switch segment {
        case .literal(let text): nodes[node].literals[text] = made
        case .parameter: nodes[node].parameter = made
        }
        return made
    }
}
