/// Where the files of an embedded cluster are and what they say.
struct ClusterLayout: Sendable {
    let folder: String
    let socketFolder: String
    let account: Account
    /// The account of this process.
    let client: Account

    /// Whether the server has to be started as another account.
    var changesAccount: Bool { account != client }
    var data: String { "\(folder)/data" }
    var log: String { "\(folder)/start.log" }
    var logFolder: String { "\(folder)/log" }
    var pidFile: String { "\(data)/postmaster.pid" }

    init(_ configuration: ClusterConfiguration) throws(DatabaseError) {
        guard let client = Account.current else {
            throw .cluster("the account of this process has no name; add it to `/etc/passwd`")
        }
        self.client = client
        if client.user == 0 {
            guard let account = Account(named: configuration.account) else {
                throw .cluster("there is no account `\(configuration.account)` to run the database server as")
            }
            self.account = account
        } else {
            account = client
        }
        try Files.makeFolder(configuration.folder, mode: 0o700)
        guard let folder = Files.canonical(configuration.folder) else {
            throw .cluster("the folder `\(configuration.folder)` cannot be opened")
        }
        self.folder = folder
        socketFolder = configuration.socketFolder ?? Self.defaultSocketFolder(folder)
        guard socketFolder.utf8.count <= 85 else {
            throw .cluster("the socket folder `\(socketFolder)` is too long for a socket; at most 85 bytes")
        }
    }

    /// A name that is short enough for a socket and different for every folder.
    static func defaultSocketFolder(_ folder: String) -> String {
        let inside = "\(folder)/run"
        guard inside.utf8.count > 85 else { return inside }
        // FNV-1a: only to tell folders apart.
        let hash = folder.utf8.reduce(into: UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return "/tmp/reeve-\(String(hash, radix: 16))"
    }

    /// What the server finds in its environment: nothing of ours, which may hold secrets.
    static let environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8"]

    /// The command line that runs a program as the server's account.
    func command(_ arguments: [String], deathSignal: Bool = false) -> [String] {
        let account = [
            "--reuid=\(account.name)", "--regid=\(account.group)", "--init-groups", "--inh-caps=-all",
            "--bounding-set=-all", "--no-new-privs",
        ]
        guard changesAccount || deathSignal else { return arguments }
        return ["/usr/bin/setpriv"] + (deathSignal ? ["--pdeathsig", "INT"] : []) + (changesAccount ? account : [])
            + ["--"] + arguments
    }

    /// Makes the folders, owned by the server's account, and checks that it can reach them.
    func prepare() throws(DatabaseError) {
        for path in [folder, socketFolder, logFolder] {
            try Files.makeFolder(path, mode: 0o700)
            guard changesAccount else { continue }
            try Files.setOwner(path, account)
            var above = Files.parent(of: path)
            while let parent = above {
                if let status = Files.status(parent), status.owner != account.user, status.permissions & 0o001 == 0 {
                    throw .cluster("the account `\(account.name)` cannot enter `\(parent)`; choose another data folder")
                }
                above = Files.parent(of: parent)
            }
        }
    }

    /// The major version that made the data; nil before the first start.
    var dataVersion: Int? {
        Files.read("\(data)/PG_VERSION").flatMap { Int($0.trimmed) }
    }

    /// Writes the three files that configure the server.
    func configure(_ configuration: ClusterConfiguration) throws(DatabaseError) {
        let owner = changesAccount ? account : nil
        let roles = ["postgres"] + configuration.roles
        let map = roles.map { "reeve \"\(client.name)\" \"\($0)\"\n" }.joined()
        try Files.write("local all all peer map=reeve\n", to: "\(data)/pg_hba.conf", mode: 0o600, owner: owner)
        try Files.write(map, to: "\(data)/pg_ident.conf", mode: 0o600, owner: owner)
        let text = settings(configuration).map { "\($0.name) = '\($0.value)'\n" }.joined()
        try Files.write(text, to: "\(data)/postgresql.conf", mode: 0o600, owner: owner)
    }

    private func settings(_ configuration: ClusterConfiguration) -> [(name: String, value: String)] {
        let memory = Self.memory
        let buffers = max(16, min(configuration.sharedBuffers, memory / 4))
        return [
            ("listen_addresses", ""), ("unix_socket_directories", socketFolder), ("unix_socket_permissions", "0700"),
            ("max_connections", "\(configuration.maximumConnections)"), ("shared_buffers", "\(buffers)MB"),
            ("effective_cache_size", "\(max(64, memory / 2))MB"), ("work_mem", "8MB"),
            ("maintenance_work_mem", "\(max(16, min(256, memory / 16)))MB"), ("wal_level", "replica"),
            ("max_wal_size", "2GB"), ("checkpoint_timeout", "15min"), ("wal_compression", "lz4"), ("jit", "off"),
            ("random_page_cost", "1.1"), ("max_parallel_workers_per_gather", "1"), ("autovacuum_max_workers", "2"),
            ("autovacuum_naptime", "15s"), ("autovacuum_vacuum_cost_limit", "2000"), ("timezone", "UTC"),
            ("log_timezone", "UTC"), ("default_toast_compression", "lz4"), ("password_encryption", "scram-sha-256"),
            ("idle_in_transaction_session_timeout", "60s"), ("logging_collector", "on"), ("log_directory", logFolder),
            ("log_filename", "postgres-%a.log"), ("log_truncate_on_rotation", "on"), ("log_rotation_age", "1d"),
            ("log_rotation_size", "0"), ("log_line_prefix", "%m [%p] %q%u@%d "), ("log_min_duration_statement", "-1"),
            ("log_parameter_max_length_on_error", "0"), ("log_error_verbosity", "terse"), ("cluster_name", "reeve"),
        ] + configuration.settings
    }

    /// The machine's memory in MiB.
    private static var memory: Int {
        let line = Files.read("/proc/meminfo", limit: 4096)?.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (kibibytes ?? 1 << 20) / 1024
    }
}

extension String {
    /// Without spaces and line ends around it.
    var trimmed: String {
        let rest = drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }
}
