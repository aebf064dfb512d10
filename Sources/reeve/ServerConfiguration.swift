import Access
import Daemon
import Gateway
import HTTP
import Postgres
import Terminal

/// Settings of the processes that serve: where they keep data, where they listen, and what callers may do.
struct ServerConfiguration: Sendable {
    /// The folder of the embedded database and of the key file.
    var data: String
    /// Where the API listens.
    var listen: NetworkAddress
    /// Where metrics and readiness are told.
    var management: NetworkAddress
    /// The certificate chain of the API, a PEM file.
    var certificate: String?
    /// The private key of the certificate, a PEM file.
    var privateKey: String?
    /// How many event loops there are; 0 for one a processor.
    var loops: Int
    /// How long a stop may take.
    var grace: Duration
    /// The proxies whose word on the client's address is taken.
    var trustedProxies: TrustedProxies
    /// A Postgres of one's own, instead of the embedded one.
    var database: Secret<String>?
    /// Connections of this process to the database.
    var connections: Int
    /// The buffers of the embedded database, in bytes.
    var databaseBuffers: Int
    /// The file of the key-encryption key; in the data folder if it is not said.
    var keyFile: String?
    /// The file of a key-encryption key that data keys may still be wrapped by.
    var previousKeyFile: String?
    /// How many passwords are hashed at once.
    var passwordThreads: Int
    /// What a password must be like.
    var passwordPolicy: PasswordPolicy
    /// How long sessions last.
    var sessions: SessionPolicy
    /// How many failed sign-ins lock out.
    var lockout: LockoutRules
    /// The allowance of each token and session.
    var knownLimit: Throttle.Limit
    /// The allowance of each address that shows neither.
    var anonymousLimit: Throttle.Limit
    /// How executions are driven.
    var execution: ExecutionSettings
    /// Which log lines are written.
    var logLevel: LogLevel

    /// Reads all settings; what is wrong is told by the reader's `finish`.
    init(_ reader: inout ConfigurationReader) {
        self.data = reader.path(
            "server.data",
            "Folder of the embedded database and of the key file.",
            default: "reeve-data"
        )
        self.listen = reader.address(
            "server.listen",
            "Address of the API; without a certificate a loopback address only.",
            default: NetworkAddress(host: "127.0.0.1", port: 8080)
        )
        self.management = reader.address(
            "server.management",
            "Address of `/metrics` and `/ready`, without authentication: a loopback address.",
            default: NetworkAddress(host: "127.0.0.1", port: 8081)
        )
        self.certificate = reader.optional(
            "server.tls.certificate",
            "Certificate chain of the API, a PEM file; read again on SIGHUP.",
            .path
        )
        self.privateKey = reader.optional("server.tls.key", "Private key of the certificate, a PEM file.", .path)
        self.loops = reader.integer("server.loops", "Event loops; 0 for one a processor.", default: 0, in: 0...256)
        self.grace = reader.duration(
            "server.grace",
            "How long a stop may take before requests are cut off.",
            default: .seconds(30)
        )
        let proxies: [IPNetwork] = reader.value(
            "server.proxies",
            "Networks of proxies whose word on the client's address is taken, as in `10.0.0.0/8`.",
            .list(of: SettingType<IPNetwork>.written(as: "a network such as `10.0.0.0/8`")),
            default: []
        )
        self.trustedProxies = TrustedProxies(proxies)
        self.database = reader.secret(
            "database.url",
            "A Postgres of one's own, as `postgresql://reeve_app@host/reeve`; without it one is embedded."
        )
        self.connections = reader.integer(
            "database.connections",
            "Connections of this process to the database.",
            default: 16,
            in: 2...1000
        )
        self.databaseBuffers = reader.size(
            "database.buffers",
            "Buffers of the embedded database.",
            default: 128 << 20,
            in: 16 << 20...64 << 30
        )
        self.keyFile = reader.optional(
            "key.file",
            "File of the key-encryption key, mode 0600; `key` in the data folder if it is not said.",
            .path
        )
        self.previousKeyFile = reader.optional(
            "key.previous",
            "File of the key-encryption key that is being replaced, mode 0600, as long as data keys are wrapped by it.",
            .path
        )
        self.passwordThreads = reader.integer(
            "password.threads",
            "Passwords hashed at once, each in 46 MiB of memory.",
            default: 2,
            in: 1...64
        )
        self.passwordPolicy = PasswordPolicy(
            minimumLength: reader.integer(
                "password.length",
                "Fewest characters of a password.",
                default: 8,
                in: 8...128
            )
        )
        self.sessions = SessionPolicy(
            idle: reader.duration(
                "session.idle",
                "How long a session lasts without a request.",
                default: .seconds(3600)
            ),
            longest: reader.duration(
                "session.longest",
                "How long a session lasts at most.",
                default: .seconds(12 * 3600)
            )
        )
        self.lockout = LockoutRules(
            name: Lockout(
                threshold: reader.integer(
                    "lockout.failures",
                    "Failed sign-ins within five minutes that lock a user name out.",
                    default: 10,
                    in: 1...1000
                )
            ),
            address: Lockout(
                threshold: reader.integer(
                    "lockout.address.failures",
                    "The same for an address or an IPv6 network.",
                    default: 100,
                    in: 1...100_000
                )
            )
        )
        let rate = reader.integer(
            "limits.requests",
            "Requests a second that one token or session may go on sending.",
            default: 500,
            in: 1...1_000_000
        )
        self.knownLimit = Throttle.Limit(burst: Double(rate) * 2, rate: Double(rate))
        let openRate = reader.integer(
            "limits.anonymous",
            "Requests a second from one address that shows no token.",
            default: 20,
            in: 1...1_000_000
        )
        self.anonymousLimit = Throttle.Limit(burst: Double(openRate) * 5, rate: Double(openRate))
        self.execution = ExecutionSettings(&reader)
        self.logLevel = reader.value(
            "log.level",
            "The least grave log lines that are written.",
            .choice,
            default: .info
        )
    }

    /// How the API listens.
    ///
    /// - Throws: `HTTPError`, as for plain HTTP beyond loopback; ``StartError`` for a host that is no address.
    func httpServer() throws -> HTTPServerConfiguration {
        try Self.httpServer(at: listen, certificate: certificate, privateKey: privateKey)
    }

    /// How the management address listens.
    func managementServer() throws -> HTTPServerConfiguration {
        try Self.httpServer(at: management, certificate: nil, privateKey: nil)
    }

    /// Refuses addresses that may not be listened on, before anything is begun.
    ///
    /// - Throws: `CommandFailure` with a sentence.
    func checkAddresses() throws(CommandFailure) {
        do {
            _ = try httpServer()
            _ = try managementServer()
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }

    private static func httpServer(
        at address: NetworkAddress,
        certificate: String?,
        privateKey: String?
    ) throws -> HTTPServerConfiguration {
        guard let host = IPAddress(address.host == "localhost" ? "127.0.0.1" : address.host) else {
            throw StartError("`\(address.host)` is no IP address to listen on")
        }
        let files: TLSFiles? =
            switch (certificate, privateKey) {
            case (let certificate?, let key?): TLSFiles(certificateChain: certificate, privateKey: key)
            case (nil, nil): nil
            default: throw StartError("a certificate and its private key are needed together: --tls-cert and --tls-key")
            }
        return try HTTPServerConfiguration(address: .internet(host, port: address.port), tls: files)
    }
}

/// Why a process could not start, in a sentence.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
