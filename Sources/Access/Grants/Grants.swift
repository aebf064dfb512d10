public import Audit
public import Tenancy

/// What one account may do in one tenant, compiled for decisions without I/O.
///
/// Rights only add up. A binding without a namespace reaches the whole tenant; one on `a.b` reaches `a.b` and everything
/// below it, never `a`. Resources that belong to the tenant as a whole are reached by bindings without a namespace only,
/// and what belongs to the instance by none.
///
/// A decision allocates nothing and takes a bit test, and for a namespace one lookup a part of its name.
public struct Grants: Sendable {
    /// What reaches the whole tenant.
    private var tenant = Level()
    /// What reaches namespaces; the first node is the root, which grants nothing.
    private var nodes: [Node] = [Node()]
    /// The children of all nodes, those of one node together and sorted by label.
    private var edges: [Edge] = []
    /// The labels of all edges.
    private var labels: [UInt8] = []

    /// What is granted at one place.
    private struct Level: Sendable {
        var permissions = PermissionSet()
        /// What together makes up all of it, none without something that those before it lack.
        var parts: [(permissions: PermissionSet, ground: Decision.Ground)] = []

        mutating func add(_ permissions: PermissionSet, by ground: Decision.Ground) {
            guard !permissions.isSubset(of: self.permissions) else { return }
            self.permissions.formUnion(permissions)
            parts.append((permissions, ground))
        }

        mutating func add(_ bound: BoundRole, within permissions: PermissionSet) {
            let ground = Decision.Ground.binding(bound.binding, role: bound.role, group: bound.group)
            add(bound.permissions.intersection(permissions), by: ground)
        }

        func ground(for permission: Permission) -> Decision.Ground? {
            guard permissions.contains(permission) else { return nil }
            for index in parts.indices where parts[index].permissions.contains(permission) {
                return parts[index].ground
            }
            return nil
        }
    }

    private struct Node: Sendable {
        var level = Level()
        var edges = 0..<0
        /// The namespace that the node stands for, if a binding is on it.
        var name: Namespace.Name?
    }

    private struct Edge: Sendable {
        var label: Range<Int>
        var node: Int
    }

    /// No rights at all.
    public static let none = Grants([])

    /// Compiles the rights of an account.
    ///
    /// - Parameter bound: The roles bound to the account and to its groups. Where several grant the same, decisions name
    ///   the first.
    public init(_ bound: some Sequence<BoundRole>) {
        let root = Branch()
        for bound in bound {
            guard let namespace = bound.namespace else {
                tenant.add(bound, within: .grantable)
                continue
            }
            var branch = root
            for label in namespace.description.utf8.split(separator: UInt8(ascii: ".")) {
                branch = branch.child(Array(label))
            }
            branch.name = namespace
            branch.level.add(bound, within: .namespaced)
        }
        flatten(root, into: 0)
    }

    /// A node that grows while the rights are compiled.
    private final class Branch {
        var level = Level()
        var name: Namespace.Name?
        var children: [(label: [UInt8], branch: Branch)] = []
        private var positions: [[UInt8]: Int] = [:]

        func child(_ label: [UInt8]) -> Branch {
            if let position = positions[label] { return children[position].branch }
            let branch = Branch()
            positions[label] = children.count
            children.append((label, branch))
            return branch
        }
    }

    private mutating func flatten(_ branch: Branch, into node: Int) {
        nodes[node].level = branch.level
        nodes[node].name = branch.name
        let children = branch.children.sorted { $0.label.lexicographicallyPrecedes($1.label) }
        nodes[node].edges = edges.count..<(edges.count + children.count)
        let first = nodes.count
        for (offset, child) in children.enumerated() {
            edges.append(Edge(label: labels.count..<(labels.count + child.label.count), node: first + offset))
            labels += child.label
            nodes.append(Node())
        }
        for (offset, child) in children.enumerated() {
            flatten(child.branch, into: first + offset)
        }
    }
}

extension Grants {
    /// Decides whether the account may do something.
    ///
    /// - Parameters:
    ///   - permission: What it takes.
    ///   - namespace: Where; `nil` if it concerns the tenant as a whole or an object in no namespace.
    /// - Returns: Allowed, with the binding that grants it (the outermost, and the first there), or denied.
    public func decide(_ permission: Permission, in namespace: Namespace.Name? = nil) -> Decision {
        if let ground = tenant.ground(for: permission) { return .allowed(ground) }
        guard let namespace, permission.resource.reach == .namespace,
            let ground = ground(for: permission, in: namespace)
        else { return .denied(permission) }
        return .allowed(ground)
    }

    /// Decides whether the account may do something anywhere in the tenant, be it in one namespace only.
    ///
    /// For searches and changes by query, which have to keep to ``visibleNamespaces(for:)``.
    ///
    /// - Parameter permission: What it takes.
    /// - Returns: Allowed, with a binding that grants it, or denied.
    public func decideAnywhere(_ permission: Permission) -> Decision {
        if let ground = tenant.ground(for: permission) { return .allowed(ground) }
        for index in nodes.indices {
            if let ground = nodes[index].level.ground(for: permission) { return .allowed(ground) }
        }
        return .denied(permission)
    }

    /// The namespaces in which the account may do something.
    ///
    /// - Parameter permission: What it takes.
    /// - Returns: All, or the outermost namespaces, each named once, or none.
    public func visibleNamespaces(for permission: Permission) -> VisibleNamespaces {
        guard !tenant.permissions.contains(permission) else { return .all }
        var names: [Namespace.Name] = []
        collect(permission, from: 0, into: &names)
        return names.isEmpty ? .none : .subtrees(names)
    }

    /// Adds rights in the whole tenant that no binding gives.
    ///
    /// - Parameters:
    ///   - permissions: What is granted; what no role can hold is left out.
    ///   - ground: Why. Where a binding grants the same, decisions name the binding.
    public mutating func add(_ permissions: PermissionSet, by ground: Decision.Ground) {
        tenant.add(permissions.intersection(.grantable), by: ground)
    }

    /// What the account may do in the tenant as a whole.
    public var tenantPermissions: PermissionSet { tenant.permissions }

    private func ground(for permission: Permission, in namespace: Namespace.Name) -> Decision.Ground? {
        let bytes = namespace.description.utf8.span
        var (node, start) = (0, 0)
        while start <= bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: ".") { end += 1 }
            guard let child = child(of: node, labelled: bytes.extracting(start..<end)) else { return nil }
            if let ground = nodes[child].level.ground(for: permission) { return ground }
            (node, start) = (child, end + 1)
        }
        return nil
    }

    private func child(of node: Int, labelled label: Span<UInt8>) -> Int? {
        var (low, high) = (nodes[node].edges.lowerBound, nodes[node].edges.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            switch compare(label, with: edges[middle].label) {
            case 0: return edges[middle].node
            case ..<0: high = middle
            default: low = middle + 1
            }
        }
        return nil
    }

    /// Less than, equal to or more than 0 as a label sorts before, is, or sorts after that of an edge.
    private func compare(_ label: Span<UInt8>, with other: Range<Int>) -> Int {
        let common = min(label.count, other.count)
        for offset in 0..<common {
            let difference = Int(label[offset]) - Int(labels[other.lowerBound + offset])
            if difference != 0 { return difference }
        }
        return label.count - other.count
    }

    private func collect(_ permission: Permission, from node: Int, into names: inout [Namespace.Name]) {
        if let name = nodes[node].name, nodes[node].level.permissions.contains(permission) {
            return names.append(name)
        }
        for edge in nodes[node].edges {
            collect(permission, from: edges[edge].node, into: &names)
        }
    }
}
