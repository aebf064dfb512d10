public import Tenancy

/// Where a flow is: its namespace, and its identifier there.
public struct FlowAddress: Hashable, Sendable, CustomStringConvertible {
    /// The namespace.
    public var namespace: Namespace.Name

    /// The identifier in the namespace.
    public var id: Flow.ID

    /// Makes an address of its parts.
    ///
    /// - Parameters:
    ///   - namespace: The namespace.
    ///   - id: The identifier in the namespace.
    public init(_ namespace: Namespace.Name, _ id: Flow.ID) {
        self.namespace = namespace
        self.id = id
    }

    /// Namespace and identifier with a dot between them.
    public var description: String { "\(namespace).\(id)" }
}
