/// One step of the schema, forward only.
public struct Migration: Sendable, Equatable {
    /// Its place in the order.
    public let version: Int
    /// What it does, as in the file's name.
    public let name: String
    /// The file's text, whose checksum is kept.
    public let sql: String

    /// Makes a migration.
    public init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Makes a migration from a file named `NNNN_name.sql`.
    ///
    /// - Parameters:
    ///   - file: The file's name or path.
    ///   - sql: Its text.
    /// - Throws: `DatabaseError.migration` when the name has another form.
    public init(file: String, sql: String) throws(DatabaseError) {
        let base = file.split(separator: "/").last.map(String.init) ?? file
        let parts = base.dropLast(4).split(separator: "_", maxSplits: 1)
        guard base.hasSuffix(".sql"), parts.count == 2, parts[0].count == 4,
            parts[0].allSatisfy({ $0.isASCII && $0.isNumber }), let version = Int(parts[0]), version > 0
        else {
            throw .migration("`\(base)` is not the name of a migration; expected `0001_create_table.sql`")
        }
        self.init(version: version, name: String(parts[1]), sql: sql)
    }

    /// Whether it runs in a transaction; not where its first lines hold the comment `-- no-transaction`.
    ///
    /// Its statements then run one by one, so it should hold one only: what came before a failing one stays.
    public var isTransactional: Bool {
        for line in sql.split(separator: "\n", omittingEmptySubsequences: true) {
            guard line.hasPrefix("--") else { return true }
            if String(line.dropFirst(2)).trimmed == "no-transaction" { return false }
        }
        return true
    }

    /// The name as in messages, such as `0001_create_table`.
    public var label: String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}

/// A script that states row policies as they are now; it may be applied again and again.
public struct RowPolicy: Sendable, Equatable {
    /// The file's name, for messages.
    public let name: String
    /// The script.
    public let sql: String

    /// Makes a script.
    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
