import JSON
package import Postgres
import Tenancy

extension UserGroup {
    /// Refuses to let somebody into a group that is bound to more than the caller has, unless the caller owns the group.
    ///
    /// - Parameters:
    ///   - group: The group that somebody is to become a member of.
    ///   - principal: The caller.
    ///   - templates: The managed roles.
    ///   - tx: The transaction.
    /// - Throws: ``GateError/denied(_:namespace:)`` with the first right that the caller lacks.
    package static func requireRights(
        toLetInto group: ID,
        by principal: Principal,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws {
        guard !principal.isSuperadmin, try await ownership(of: group, by: principal, tx) == nil else { return }
        let rows = try await tx.query(
            """
            select b.namespace::text as namespace, r.template, r.permissions
            from binding b join role r on r.tenant_id = b.tenant_id and r.role_id = b.role_id
            where b.tenant_id = \(principal.tenant) and b.group_id = \(group) order by b.binding_id
            """
        )
        for row in rows {
            let permissions = PermissionSet(
                template: try row.decode("template"),
                stored: try row.decode("permissions"),
                templates: templates
            )
            let namespace = try row.decode("namespace", as: String?.self)
            try principal.requireRights(permissions, in: namespace.flatMap { Namespace.Name($0) })
        }
    }
}
