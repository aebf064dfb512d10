public import Crypto
public import Daemon
import JSON
public import Tenancy

/// Who did what, on whose behalf, from where, with what outcome, and why it was allowed or not.
///
/// The bytes of ``encoded()`` are what is stored and hashed; whatever else is stored of a record is a copy for searching.
public struct AuditRecord: Sendable, Equatable {
    /// Identifies the record.
    public var id: UUID
    /// The tenant that it belongs to, or the instance.
    public var tenant: Tenant.ID
    /// The name of the tenant at that time.
    public var tenantName: Tenant.Slug?
    /// When it happened.
    public var occurredAt: Instant
    /// What happened, in the terms of the contract.
    public var type: EventType
    /// The name of what was asked for: a permission's text form, or one of the same shape such as `session.login`.
    public var permission: String
    /// Who acted.
    public var actor: Actor
    /// In whose name the actor acted, by impersonation.
    public var onBehalfOf: Actor?
    /// Where the request came from.
    public var source: Source
    /// What it was about.
    public var resource: Subject
    /// How it ended.
    public var outcome: Outcome
    /// What exactly went wrong, if something did.
    public var code: String?
    /// Why it was allowed or denied.
    public var decision: Decision
    /// Identifies the request in replies and logs.
    public var requestID: String
    /// Identifies the trace that the request is part of.
    public var traceID: String?
    /// What changed, secrets left out.
    public var changes: Changes
    /// Why it was done, in the words of who did it.
    public var reason: String?

    /// Makes a record of what a call asked for; what it changed is told by ``recording(_:by:)``.
    ///
    /// - Parameters:
    ///   - id: Identifies the record.
    ///   - tenant: The tenant that it belongs to, or the instance.
    ///   - tenantName: The name of the tenant.
    ///   - occurredAt: When it happened.
    ///   - type: What happened; if it is left out, what the permission's action stands for.
    ///   - permission: The name of what was asked for.
    ///   - actor: Who acted.
    ///   - onBehalfOf: In whose name the actor acted.
    ///   - source: Where the request came from.
    ///   - resource: What it was about; if it is left out, the permission's resource.
    ///   - outcome: How it ended; if it is left out, as was decided.
    ///   - decision: Why it was allowed or denied.
    ///   - requestID: Identifies the request.
    ///   - traceID: Identifies the trace.
    public init(
        id: UUID = .v7(),
        tenant: Tenant.ID,
        tenantName: Tenant.Slug? = nil,
        occurredAt: Instant,
        type: EventType? = nil,
        permission: String,
        actor: Actor,
        onBehalfOf: Actor? = nil,
        source: Source,
        resource: Subject? = nil,
        outcome: Outcome? = nil,
        decision: Decision,
        requestID: String,
        traceID: String? = nil
    ) {
        let known = Permission(permission)
        self.id = id
        self.tenant = tenant
        self.tenantName = tenantName
        self.occurredAt = occurredAt
        self.type = type ?? known.map { EventType($0.action) } ?? .unknown
        self.permission = permission
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.source = source
        self.resource = resource ?? Subject(known?.resource ?? .unknown)
        self.outcome = outcome ?? (decision.isAllowed ? .success : .denied)
        self.decision = decision
        self.requestID = requestID
        self.traceID = traceID
        self.changes = .none
    }
}

extension AuditRecord {
    /// The record of one object that a call changed or read.
    ///
    /// - Parameters:
    ///   - change: The object.
    ///   - redactor: Keeps secrets out of the record.
    /// - Returns: The same record with an identifier of its own, about the object.
    public func recording(_ change: RecordedChange, by redactor: Redactor) -> AuditRecord {
        var record = self
        record.id = .v7()
        record.type = change.type ?? type
        record.resource = Subject(change.resource, type: change.kind, id: change.id, namespace: change.namespace)
        if change.before != nil || change.after != nil {
            let patches = redactor.changes(of: change.kind, from: change.before, to: change.after)
            record.changes = Changes(applied: patches.applied.json, reverted: patches.reverted.json)
        }
        return record
    }
}
