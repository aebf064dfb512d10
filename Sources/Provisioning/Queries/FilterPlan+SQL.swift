import Crypto
import Daemon
public import Postgres
import Tenancy

extension FilterPlan {
    /// What the database selects, as a condition on a row of `scim_user` or `user_group` under the name `resource`.
    ///
    /// The rest of the query has to name the tenant; row security stands under it all the same.
    ///
    /// - Parameter type: The type of the resources: users or groups.
    /// - Returns: The condition, `true` if the database cannot help.
    public func sql(on type: ResourceType) -> SQL {
        predicate?.sql(isUser: type.name == ResourceType.user.name) ?? "true"
    }
}

extension FilterPlan.Column {
    /// The column of a row under the name `resource`.
    ///
    /// - Parameter type: The type of the resources: users or groups.
    /// - Returns: The column with the row's name, to compare or to sort by.
    public func sql(on type: ResourceType) -> SQL {
        sql(isUser: type.name == ResourceType.user.name)
    }

    fileprivate func sql(isUser: Bool) -> SQL {
        switch self {
        case .id: isUser ? "resource.account_id" : "resource.group_id"
        case .userName: "resource.user_name_key"
        case .externalID: "resource.external_id"
        case .displayName: isUser ? "resource.display_name_key" : "resource.name_key"
        case .familyName: "resource.family_name_key"
        case .active: "resource.active"
        case .created: "resource.created_at"
        case .lastModified: "resource.updated_at"
        }
    }
}

extension FilterPlan.Predicate {
    fileprivate func sql(isUser: Bool) -> SQL {
        switch self {
        case .constant(let holds):
            return holds ? "true" : "false"
        case .comparison(let column, let comparison, let value):
            return comparison.sql(column.sql(isUser: isUser), value)
        case .present(let column):
            return "\(column.sql(isUser: isUser)) is not null"
        case .email(let email):
            return email.sql
        case .member(let id):
            return isUser
                ? """
                exists (select from group_member m where m.tenant_id = resource.tenant_id and m.group_id = \(id) \
                and m.account_id = resource.account_id)
                """
                : """
                exists (select from group_member m where m.tenant_id = resource.tenant_id \
                and m.group_id = resource.group_id and m.account_id = \(id))
                """
        case .all(let predicates):
            return "(\(SQL.join(predicates.map { $0.sql(isUser: isUser) }, separator: " and ")))"
        case .any(let predicates):
            return "(\(SQL.join(predicates.map { $0.sql(isUser: isUser) }, separator: " or ")))"
        case .not(let predicate):
            // A column without a value makes the predicate unknown, which counts as not holding.
            return "(\(predicate.sql(isUser: isUser))) is not true"
        }
    }
}

extension FilterPlan.Email {
    fileprivate var sql: SQL {
        var conditions: [SQL] = [
            "e.tenant_id = resource.tenant_id", "e.account_id = resource.account_id",
        ]
        conditions += value.map { $0.comparison.sql("e.value_key", .text($0.key)) }
        if let type { conditions.append("e.type = \(type)") }
        if let isPrimary { conditions.append("e.is_primary = \(isPrimary)") }
        return "exists (select from scim_email e where \(SQL.join(conditions, separator: " and ")))"
    }
}

extension FilterPlan.Operator {
    fileprivate func sql(_ column: SQL, _ value: FilterPlan.Value) -> SQL {
        if self == .prefix, case .text(let text) = value { return Self.prefix(column, text) }
        let bound = value.sql
        return switch self {
        case .equal, .prefix: "\(column) = \(bound)"
        case .notEqual: "\(column) is distinct from \(bound)"
        case .less: "\(column) < \(bound)"
        case .lessOrEqual: "\(column) <= \(bound)"
        case .greater: "\(column) > \(bound)"
        case .greaterOrEqual: "\(column) >= \(bound)"
        }
    }

    private static func prefix(_ column: SQL, _ text: String) -> SQL {
        guard !text.isEmpty, let end = text.successorOfPrefixed else { return "\(column) >= \(text)" }
        return "(\(column) >= \(text) and \(column) < \(end))"
    }
}

extension FilterPlan.Value {
    fileprivate var sql: SQL {
        switch self {
        case .id(let id): "\(id)"
        case .text(let text): "\(text)"
        case .boolean(let value): "\(value)"
        case .instant(let instant): "\(Instant(microseconds: instant.microseconds))"
        }
    }
}
