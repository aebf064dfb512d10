/// The programs of a Postgres installation.
struct ClusterBinaries: Sendable, Equatable {
    let folder: String
    let version: Int

    /// Finds the installation that fits existing data, else the newest.
    static func find(dataVersion: Int?, in folder: String) throws(DatabaseError) -> ClusterBinaries {
        let found = installed
        guard !found.isEmpty else {
            throw .cluster("no Postgres server is installed; install the package `postgresql`")
        }
        guard let dataVersion else { return found[0] }
        guard let fitting = found.first(where: { $0.version == dataVersion }) else {
            let versions = found.map { "\($0.version)" }.joined(separator: ", ")
            throw .cluster(
                "the folder `\(folder)` was made by Postgres \(dataVersion), and only \(versions) is installed"
            )
        }
        return fitting
    }

    /// All installations, the newest first.
    static var installed: [ClusterBinaries] {
        let packaged = [17, 16, 15].compactMap { version -> ClusterBinaries? in
            let folder = "/usr/lib/postgresql/\(version)/bin"
            return Files.status("\(folder)/initdb") == nil ? nil : ClusterBinaries(folder: folder, version: version)
        }
        let path = (Files.environment("PATH") ?? "").split(separator: ":").map(String.init)
        let others = path.compactMap { folder -> ClusterBinaries? in
            guard Files.status("\(folder)/initdb") != nil, Files.status("\(folder)/postgres") != nil else { return nil }
            // The version is in a file that every installation has beside its programs.
            let sample = ["\(folder)/../share/postgresql/postgres.bki", "\(folder)/../share/postgres.bki"]
                .lazy.compactMap { Files.read($0, limit: 64) }.first
            guard let version = sample?.split(whereSeparator: \.isWhitespace).compactMap({ Int($0) }).first else {
                return nil
            }
            return ClusterBinaries(folder: folder, version: version)
        }
        return (packaged + others.filter { (15...17).contains($0.version) }).sorted { $0.version > $1.version }
    }
}
