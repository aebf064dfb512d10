import Crypto
import JSON
import Postgres
import Tenancy

extension Grants {
    /// Compiles what an account may do in the tenant of the transaction from the roles that it and its groups are bound to.
    static func load(
        for account: Account.ID,
        in tenant: Tenant.ID,
        templates: RoleTemplates,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> Grants {
        // Two branches rather than an `or`: each is one index scan.
        let rows = try await tx.query(
            """
            with bound as (
              select binding_id, role_id, group_id, namespace from binding
              where tenant_id = \(tenant) and account_id = \(account)
              union all
              select b.binding_id, b.role_id, b.group_id, b.namespace
              from group_member m join binding b on b.tenant_id = m.tenant_id and b.group_id = m.group_id
              where m.tenant_id = \(tenant) and m.account_id = \(account)
            )
            select b.binding_id, b.role_id, b.group_id, b.namespace::text as namespace, r.template, r.permissions
            from bound b join role r on r.tenant_id = \(tenant) and r.role_id = b.role_id
            order by b.binding_id
            """
        )
        var bound: [BoundRole] = []
        for row in rows {
            let template = try row.decode("template", as: String?.self)
            let permissions = try row.decode("permissions", as: JSONB.self)
            let namespace = try row.decode("namespace", as: String?.self)
            bound.append(
                BoundRole(
                    binding: try row.decode("binding_id"),
                    role: try row.decode("role_id"),
                    group: try row.decode("group_id"),
                    permissions: PermissionSet(template: template, stored: permissions, templates: templates),
                    namespace: namespace.flatMap { Namespace.Name($0) }
                )
            )
        }
        return Grants(bound)
    }
}

extension PermissionSet {
    /// What a role grants: what its template says if it is managed, else what is stored.
    ///
    /// A template or a permission that this version does not know grants nothing.
    init(template: String?, stored: JSONB, templates: RoleTemplates) {
        if let template {
            self = templates[template]?.permissions ?? PermissionSet()
        } else if let json = try? JSON(parsing: stored.bytes), let permissions = try? PermissionSet(json: json) {
            self = permissions
        } else {
            self.init()
        }
    }
}
