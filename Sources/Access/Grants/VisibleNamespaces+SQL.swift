package import Postgres
import Tenancy

extension VisibleNamespaces {
    /// The condition that keeps a statement to the namespaces.
    ///
    /// - Parameter column: A column of the domain `namespace_name`, or of text with the collation `C`.
    /// - Returns: A condition that an index on the column serves for each namespace.
    package func condition(on column: SQL) -> SQL {
        switch self {
        case .all: "true"
        case .none: "false"
        case .subtrees(let names):
            // In the collation `C` everything below `a` lies from `a.` up to `a/`, the character after the dot.
            """
            exists (
              select from unnest(\(names.map(\.description))) as visible (name)
              where \(column) = visible.name
                or (\(column) >= visible.name || '.' and \(column) < visible.name || '/')
            )
            """
        }
    }
}
