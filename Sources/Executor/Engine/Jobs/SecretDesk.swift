import Access
public import Audit
public import Daemon
import Expressions
import Flows
import JSON
public import Postgres
public import Secrets
import Tenancy
public import WorkerProtocol

/// Gives executions the secrets that their flows may read, and records each reading.
///
/// A flow reads the secrets of its namespace and of those above it, and no others.
public struct SecretDesk: Sendable {
    private let database: Database
    private let store: SecretStore
    private let ledger: Ledger
    private let register: JobRegister
    private let clock: any WallClock

    /// Makes a desk.
    ///
    /// - Parameters:
    ///   - database: Where secrets are.
    ///   - store: Reads them.
    ///   - ledger: Records that they were read.
    ///   - register: The jobs that may ask.
    ///   - clock: Tells when they were read.
    public init(
        database: Database,
        store: SecretStore,
        ledger: Ledger,
        register: JobRegister,
        clock: any WallClock
    ) {
        (self.database, self.store, self.ledger) = (database, store, ledger)
        (self.register, self.clock) = (register, clock)
    }

    /// The value of a secret for an expression.
    func value(
        of request: ExpressionRequest.Secret,
        for owner: ExecutionOwner
    ) async throws(ExpressionError) -> String {
        let text: String
        do throws(JobHostError) {
            text = try await value(of: request.key, in: request.namespace, for: owner)
        } catch {
            throw ExpressionError(.failed, error.reason, name: "secret")
        }
        return try request.part(of: text)
    }

    private func value(
        of name: String,
        in namespace: String?,
        for owner: ExecutionOwner
    ) async throws(JobHostError) -> String {
        let missing = JobHostError(.missing, "there is no secret `\(name.excerpt)` that the flow may read")
        guard let key = SecretKey(name) else { throw missing }
        let place = try Self.place(namespace, for: owner)
        do {
            let located = try await database.transaction(Self.options(owner)) { tx in
                let found = try await store.resolve(key, in: place, of: owner.tenant, tx)
                let tenant = try await Tenant.current(owner.tenant, tx)
                try record(found.metadata.address, owner, tenant.slug, tx)
                return found.secret
            }
            let value = try await located.open()
            return value.withBytes { bytes in
                String(decoding: (0..<bytes.count).map { bytes[$0] }, as: UTF8.self)
            }
        } catch SecretsError.notFound {
            throw missing
        } catch {
            throw JobHostError(.unavailable, "the secret `\(name.excerpt)` cannot be read now")
        }
    }

    /// The namespace that a secret is looked for in: the flow's, or one above it.
    private static func place(
        _ namespace: String?,
        for owner: ExecutionOwner
    ) throws(JobHostError) -> Namespace.Name {
        guard let namespace else { return owner.flow.namespace }
        let own = owner.flow.namespace.description
        guard let name = Namespace.Name(namespace), own == namespace || own.hasPrefix(namespace + ".") else {
            throw JobHostError(
                .missing,
                "expected the namespace `\(own)` or one above it, found `\(namespace.excerpt)`"
            )
        }
        return name
    }

    private static func options(_ owner: ExecutionOwner) -> TransactionOptions {
        TransactionOptions(settings: [("reeve.tenant_id", owner.tenant.description)])
    }

    private func record(
        _ secret: SecretAddress,
        _ owner: ExecutionOwner,
        _ tenantName: Tenant.Slug,
        _ tx: borrowing Transaction
    ) throws {
        let id = owner.execution.description
        let event = AuditRecord(
            tenant: owner.tenant,
            tenantName: tenantName,
            occurredAt: clock.now,
            permission: Permission(.secret, .view).description,
            actor: AuditRecord.Actor(kind: .system, id: id, name: "execution of \(owner.flow)"),
            source: AuditRecord.Source(),
            decision: .allowed(.everyone),
            requestID: id
        )
        let change = RecordedChange(
            resource: .secret,
            id: secret.key.description,
            namespace: secret.namespace,
            type: .read
        )
        try ledger.record([change], as: event, in: tx)
    }
}

extension SecretDesk: JobHost {
    /// The value of a secret that the flow of a running job may read.
    public func secret(
        _ name: String,
        namespace: String?,
        for job: JobKey
    ) async throws(JobHostError) -> String {
        guard let owner = register[job] else {
            throw JobHostError(.unknownJob, "the job does not run any more")
        }
        return try await value(of: name, in: namespace, for: owner)
    }
}
