public import Tenancy

/// The namespaces that a search or a change by query has to keep to.
public enum VisibleNamespaces: Sendable, Hashable {
    /// The whole tenant, with what lies in no namespace.
    case all
    /// These namespaces with everything below them; none lies below another.
    case subtrees([Namespace.Name])
    /// Nothing.
    case none

    /// Whether a namespace is among them.
    ///
    /// - Parameter namespace: The namespace, `nil` for what lies in none.
    /// - Returns: Whether it is.
    public func contains(_ namespace: Namespace.Name?) -> Bool {
        switch self {
        case .all: true
        case .subtrees(let names): namespace.map { namespace in names.contains { $0.covers(namespace) } } ?? false
        case .none: false
        }
    }
}
