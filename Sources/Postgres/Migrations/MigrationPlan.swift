/// What is applied, what is to be applied, and why not: a value without I/O.
struct MigrationPlan: Equatable {
    /// A migration that the database knows.
    struct Applied: Equatable, Sendable {
        var version: Int
        var name: String
        var checksum: String
    }

    /// What is still to be applied, in order.
    var pending: [Migration]

    /// Compares what there is with what was applied.
    ///
    /// - Throws: `DatabaseError.migration` with a sentence when they do not fit together.
    init(_ migrations: [Migration], checksums: [String], applied: [Applied]) throws(DatabaseError) {
        let known = zip(migrations, checksums).sorted { $0.0.version < $1.0.version }
        for (one, next) in zip(known, known.dropFirst()) where one.0.version == next.0.version {
            throw .migration("`\(one.0.label)` and `\(next.0.label)` have the same version")
        }
        let newest = known.last?.0.version ?? 0
        for row in applied {
            let label = Migration(version: row.version, name: row.name, sql: "").label
            guard let (migration, checksum) = known.first(where: { $0.0.version == row.version }) else {
                guard row.version > newest else {
                    throw .migration("`\(label)` was applied to the database and is missing here")
                }
                throw .migration(
                    "the database was migrated by a newer release up to `\(label)`; this one knows up to \(newest)"
                )
            }
            guard checksum == row.checksum else {
                throw .migration("`\(migration.label)` was changed after it had been applied as `\(label)`")
            }
        }
        let latest = applied.map(\.version).max() ?? 0
        let versions = Set(applied.map(\.version))
        pending = known.map(\.0).filter { !versions.contains($0.version) }
        if let late = pending.first(where: { $0.version < latest }) {
            throw .migration("`\(late.label)` was added before version \(latest), which is already applied")
        }
    }
}
