import Audit
package import Tenancy

extension Principal {
    /// Refuses to give away rights that the caller does not have, be it to somebody else or through a role of its own.
    ///
    /// Those who manage the instance may give away whatever a role can hold: they see to the users of every tenant, and
    /// could otherwise not help one whose last administrator has left.
    ///
    /// - Parameters:
    ///   - permissions: What is given away.
    ///   - namespace: Where; `nil` for the whole tenant. On a namespace only what namespaces have is given.
    /// - Throws: ``GateError/denied(_:namespace:)`` with the first right that the caller lacks.
    package func requireRights(_ permissions: PermissionSet, in namespace: Namespace.Name? = nil) throws(GateError) {
        guard !isSuperadmin else { return }
        let given = namespace == nil ? permissions : permissions.intersection(.namespaced)
        guard !given.isSubset(of: grants.tenantPermissions) else { return }
        for permission in given.permissions where !grants.decide(permission, in: namespace).isAllowed {
            throw .denied(permission, namespace: namespace)
        }
    }
}
