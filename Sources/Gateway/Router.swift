import Daemon
import HTTP

/// Finds the entry of the route table that a request is for.
///
/// A literal segment goes before a parameter; where that leads nowhere, the parameter is tried.
struct Router: Sendable {
    /// What a path leads to.
    enum Match: Sendable {
        /// The entry of the method, and the values of the parameters, percent-decoded.
        case found(Entry, parameters: [String: String])
        /// The path is known, for other methods.
        case otherMethods([String])
        /// No route has the path.
        case none
    }

    /// An entry of the table and what is counted of it; an object, for it is handed around with every request.
    final class Entry: Sendable {
        let endpoint: Endpoint
        let measures: GatewayMeasures.OfRoute

        init(_ endpoint: Endpoint, _ measures: GatewayMeasures) {
            self.endpoint = endpoint
            self.measures = measures.of(endpoint.route)
        }
    }

    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var entries: [String: Entry] = [:]
    }

    private var nodes: [Node] = [Node()]
    /// The entries of routes without parameters, by their path and then by their method.
    private var plain: [String: [String: Entry]] = [:]

    /// Makes the router of a table.
    ///
    /// - Precondition: no two routes of the table are the same but for the names of their parameters.
    init(_ endpoints: [Endpoint], measures: GatewayMeasures) {
        for endpoint in endpoints {
            add(Entry(endpoint, measures))
        }
    }

    /// The literal segments that may stand where a tenant's name does; no tenant may have one for its name.
    var reservedTenantNames: Set<String> {
        guard let api = nodes[0].literals["api"], let version = nodes[api].literals["v1"] else { return [] }
        return Set(nodes[version].literals.keys)
    }

    /// Finds the entry of a route without parameters whose path is exactly this; `nil` does not mean that there is none.
    func entry(method: String, path: String) -> Entry? {
        plain[path]?[method]
    }

    /// Finds what a path leads to; the segments are percent-decoded already.
    func match(method: String, segments: [String]) -> Match {
        var allowed: Set<String> = []
        guard let (entry, values) = find(method, segments[...], from: 0, values: [], allowed: &allowed) else {
            return allowed.isEmpty ? .none : .otherMethods(allowed.sorted())
        }
        let names = entry.endpoint.route.parameters
        return .found(entry, parameters: Dictionary(zip(names, values)) { first, _ in first })
    }

    private func find(
        _ method: String,
        _ segments: ArraySlice<String>,
        from node: Int,
        values: [String],
        allowed: inout Set<String>
    ) -> (Entry, [String])? {
        guard let segment = segments.first else {
            if let entry = nodes[node].entries[method] {
                return (entry, values)
            }
            allowed.formUnion(nodes[node].entries.keys)
            return nil
        }
        if let next = nodes[node].literals[segment],
            let found = find(method, segments.dropFirst(), from: next, values: values, allowed: &allowed)
        {
            return found
        }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        return find(method, segments.dropFirst(), from: next, values: values + [segment], allowed: &allowed)
    }

    private mutating func add(_ entry: Entry) {
        let route = entry.endpoint.route
        var node = 0
        for segment in route.segments {
            node = child(of: node, for: segment)
        }
        if route.parameters.isEmpty {
            plain[route.path, default: [:]][route.method] = entry
        }
        let previous = nodes[node].entries.updateValue(entry, forKey: route.method)
        precondition(previous == nil, "two operations have the route \(route)")
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
