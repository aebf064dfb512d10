import Access
import Audit
import Crypto
import Daemon
import EventLoop
import Gateway
import HTTP
import JSON
import Postgres
import Sandbox
import Schema
import Secrets
import Tenancy
import Testbed
import Testing

/// The gateway over a database of the test's own, with two tenants, `acme` and `umbra`.
///
/// Use it in a suite with the trait `.database`; requests are answered in process, as the service's role.
struct GatewayHarness: Sendable {
    /// Who sends a request.
    enum Sender: String, Sendable, CaseIterable {
        /// Manages the instance; a member of no tenant.
        case root
        /// Administers `acme`.
        case admin
        /// Administers `umbra`.
        case stranger
        /// A member of `acme` without rights.
        case member
        /// Shows nothing.
        case nobody
    }

    /// What was answered.
    struct Answer: Sendable {
        let status: Int
        let headers: Headers
        let text: String

        /// The body as JSON; `null` if it is not.
        var json: JSON { (try? JSON(parsing: text)) ?? .null }

        subscript(_ name: String) -> JSON { json[name] ?? .null }

        /// The names of the fields that were refused.
        var fields: [String] { (json["errors"]?.array ?? []).compactMap { $0["field"]?.string } }
    }

    let gateway: Gateway
    let gate: Gate
    let database: Database
    let acme = Tenant.ID(.v7())
    let umbra = Tenant.ID(.v7())
    let accounts: [Sender: Account.ID]
    private let tokens: [Sender: Token]

    init() async throws {
        let database = try #require(DatabaseTrait.current)
        let configuration = try #require(DatabaseTrait.configuration)
        self.database = database
        self.accounts = Dictionary(uniqueKeysWithValues: Sender.allCases.map { ($0, Account.ID.random()) })
        self.tokens = Dictionary(uniqueKeysWithValues: Sender.allCases.map { ($0, TokenFormat.generate(.personal)) })
        let templates = try RoleTemplates(yaml: Schema.text(of: "Policies/access/roles.yaml"))
        let classes = try FieldClasses(yaml: Schema.fieldClasses)
        let gate = Gate(
            database: database,
            ledger: Ledger(redactor: Redactor(classes)),
            templates: templates,
            throttle: Throttle(
                known: Throttle.Limit(burst: 1_000_000, rate: 1_000_000),
                anonymous: Throttle.Limit(burst: 1_000_000, rate: 1_000_000)
            )
        )
        self.gate = gate
        self.gateway = Gateway(
            gate: gate,
            services: try Services.testing(templates: templates),
            configuration: GatewayConfiguration(),
            logger: .silent,
            metrics: Metrics()
        )
        var owner = configuration
        owner.user = "postgres"
        let seeding = Database(configuration: owner, group: try await Testbed.shared.group)
        try await seed(through: seeding, templates)
        await seeding.close()
    }

    /// Sends a request, as in `send("POST /api/v1/acme/groups", json: ["name": "ops"])`.
    func send(
        _ line: String,
        json: JSON? = nil,
        text: String? = nil,
        bytes sent: [UInt8]? = nil,
        as sender: Sender = .admin,
        headers: [(String, String)] = []
    ) async -> Answer {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        var fields: Headers = ["host": "reeve.test"]
        if let token = tokens[sender], sender != .nobody {
            fields.append("authorization", "Bearer \(token.text)")
        }
        if json != nil {
            fields.append("content-type", "application/json")
        }
        for (name, value) in headers {
            fields.append(name, value)
        }
        let bytes = sent ?? json?.serialized() ?? Array((text ?? "").utf8)
        let response = await gateway.serve(RequestHead(Method(parts[0]), parts[1], headers: fields)) { limit in
            guard bytes.count <= limit else { throw BodyError.tooLarge(limit: limit) }
            return bytes
        }
        guard case .bytes(let body) = response.body else {
            return Answer(status: response.status.code, headers: response.headers, text: "")
        }
        return Answer(
            status: response.status.code,
            headers: response.headers,
            text: String(decoding: body, as: UTF8.self)
        )
    }

    /// A call in `acme`, for asking the gate without a request.
    func call(as sender: Sender) throws -> Call {
        Call(
            credential: .token(try #require(tokens[sender])),
            tenant: Tenant.Slug("acme"),
            source: Call.Source(address: "192.0.2.1"),
            requestID: "test",
            arrivedAt: SystemClock().now
        )
    }

    /// The audit records of a tenant, newest first; the instance's own for `nil`.
    func audit(of tenant: Tenant.ID?) async throws -> [AuditRecord] {
        let tenant = tenant ?? .instance
        var options = TransactionOptions(
            settings: [("reeve.scope", "instance")],
            role: "reeve_instance",
            readOnly: true
        )
        options.retry = .never
        let rows = try await database.transaction(options) { tx in
            try await tx.query(
                "select record from audit_event where tenant_id = \(tenant) order by occurred_at desc, event_id desc"
            )
        }
        return try rows.map { try AuditRecord(decoding: $0.decode("record")) }
    }

    /// Works as the instance does, in a transaction of its own.
    func asInstance(_ body: (borrowing Transaction) async throws -> Void) async throws {
        let options = TransactionOptions(settings: [("reeve.scope", "instance")], role: "reeve_instance")
        try await database.transaction(options) { tx in try await body(tx) }
    }

    private func seed(through database: Database, _ templates: RoleTemplates) async throws {
        let (acme, umbra, accounts, tokens) = (acme, umbra, accounts, tokens)
        try await database.transaction { tx in
            for sender in Sender.allCases {
                guard let account = accounts[sender], let token = tokens[sender] else { continue }
                let name = "\(sender.rawValue)@reeve.test"
                try await tx.execute(
                    """
                    insert into reeve.account (account_id, kind, username, username_key, email, superadmin)
                    values (\(account), 'user', \(name), \(name), \(name), \(sender == .root))
                    """
                )
                try await tx.execute(
                    """
                    insert into reeve.api_token (token_id, kind, digest, account_id, name, prefix)
                    values (\(token.id), 'personal', \(token.digest()), \(account), 'test', 'rvp')
                    """
                )
            }
            for (tenant, slug, members) in [(acme, "acme", [Sender.admin, .member]), (umbra, "umbra", [.stranger])] {
                try await tx.execute(
                    "insert into reeve.tenant (tenant_id, slug, name) values (\(tenant), \(slug), \(slug))"
                )
                for template in templates.all {
                    try await tx.execute(
                        """
                        insert into reeve.role (tenant_id, role_id, name, name_key, description, template)
                        values (\(tenant), \(UUID.v7()), \(template.name), \(Account.key(of: template.name)), \(template.description), \(template.id))
                        """
                    )
                }
                for member in members {
                    guard let account = accounts[member] else { continue }
                    let name = "\(member.rawValue)@reeve.test"
                    try await tx.execute(
                        """
                        insert into reeve.tenant_access (tenant_id, account_id, kind, username, username_key, display_name)
                        values (\(tenant), \(account), 'user', \(name), \(name), \(member.rawValue))
                        """
                    )
                }
                if let account = accounts[members[0]] {
                    try await tx.execute(
                        """
                        insert into reeve.binding (tenant_id, binding_id, account_id, role_id)
                        select \(tenant), \(UUID.v7()), \(account), role_id from reeve.role where tenant_id = \(tenant) and template = 'ADMIN'
                        """
                    )
                }
            }
        }
    }
}

extension Services {
    /// The services of a test: passwords are hashed as cheaply as can be.
    static func testing(templates: RoleTemplates) throws -> Services {
        let ring = KeyRing(current: try .random())
        return Services(
            clock: SystemClock(),
            passwords: try testingPasswords(),
            templates: templates,
            secrets: SecretStore(manager: PostgresSecretManager(keys: DataKeys(ring: ring))),
            sealer: TextSealer(ring: ring),
            jq: jq,
            version: "test",
            crossSiteKey: Random.bytes(32)
        )
    }

    /// Processes of jq, the same for all tests.
    static let jq = try? JQProcesses(path: BuiltProgram.path)

    /// Hashes passwords as cheaply as can be.
    static func testingPasswords() throws -> Passwords {
        Passwords(
            cost: Argon2Cost(memory: 64, passes: 1, lanes: 1),
            pool: try WorkPool(threads: 1, limit: 64)
        )
    }
}
