import Crypto
import Daemon
import JSON
import Tenancy

extension AuditRecord {
    /// Reads a record from the bytes that were stored.
    ///
    /// - Parameter bytes: What ``encoded()`` gave.
    /// - Throws: `AuditError` if they are anything else.
    public init(decoding bytes: [UInt8]) throws(AuditError) {
        let json = try Self.stored(value: bytes)
        if let version = json["v"]?.integer, version != Self.version { throw .unknownVersion(Int(version)) }
        do throws(FieldErrors) {
            try self.init(fields: JSONFields(json))
        } catch {
            throw .malformed(reason: error.description)
        }
    }

    /// Reads a value of a record from its bytes.
    ///
    /// - Throws: `AuditError` if they are none.
    static func stored(value bytes: [UInt8]) throws(AuditError) -> JSON {
        do throws(JSONError) {
            let limits = JSONLimits(maximumBytes: 1 << 20, maximumDepth: 512, allowsNullCharacter: true)
            return try JSON(parsing: bytes, limits: limits)
        } catch {
            throw .malformed(reason: error.description)
        }
    }

    private init(fields: consuming JSONFields) throws(FieldErrors) {
        let version = fields.required("v", .integer)
        let id = fields.required("id", .uuid)
        let tenant = fields.required("tenant", .text("a UUID") { Tenant.ID($0) })
        let tenantName = fields.optional("tenantName", .text("the name of a tenant") { Tenant.Slug($0) })
        let time = fields.required("at", .text("an instant") { Instant($0) })
        let type = fields.required("type", FieldRule<EventType>.oneOf)
        let permission = fields.required("permission", .string)
        let actor = fields.required("actor", .object(Actor.init(reading:)))
        let onBehalfOf = fields.optional("onBehalfOf", .object(Actor.init(reading:)))
        let source = fields.required("source", .object(Source.init(reading:)))
        let resource = fields.required("resource", .object(Subject.init(reading:)))
        let outcome = fields.required("outcome", FieldRule<Outcome>.oneOf)
        let code = fields.optional("code", .string)
        let decision = fields.required("decision", .object(Decision.init(reading:)))
        let requestID = fields.required("requestId", .string)
        let traceID = fields.optional("traceId", .string)
        let changes = Changes(reading: &fields)
        let reason = fields.optional("reason", .string)
        let checked = try fields.finish(
            id,
            tenant,
            time,
            type,
            permission,
            actor,
            source,
            resource,
            outcome,
            decision,
            requestID,
            version
        )
        self.init(
            id: checked.0,
            tenant: checked.1,
            tenantName: tenantName,
            occurredAt: checked.2,
            type: checked.3,
            permission: checked.4,
            actor: checked.5,
            onBehalfOf: onBehalfOf,
            source: checked.6,
            resource: checked.7,
            outcome: checked.8,
            decision: checked.9,
            requestID: checked.10,
            traceID: traceID
        )
        (self.code, self.changes, self.reason) = (code, changes, reason)
    }
}

extension AuditRecord.Actor {
    fileprivate init(reading fields: inout JSONFields) throws(FieldErrors) {
        let kind = fields.required("kind", FieldRule<Kind>.oneOf)
        let name = fields.required("name", .string)
        self.init(
            kind: kind ?? .anonymous,
            id: fields.optional("id", .string),
            name: name ?? "",
            method: fields.optional("method", FieldRule<Method>.oneOf),
            token: fields.optional("token", .string),
            session: fields.optional("session", .string)
        )
        _ = try fields.finish(kind, name)
    }
}

extension AuditRecord.Source {
    fileprivate init(reading fields: inout JSONFields) throws(FieldErrors) {
        self.init(
            address: fields.optional("address", .string),
            forwarded: fields.optional("forwarded", .list(of: .string), default: []),
            userAgent: fields.optional("userAgent", .string)
        )
        _ = try fields.finish()
    }
}

extension AuditRecord.Subject {
    fileprivate init(reading fields: inout JSONFields) throws(FieldErrors) {
        let kind = fields.required("kind", FieldRule<Resource>.oneOf)
        let type = fields.required("type", .string)
        self.init(
            kind ?? .unknown,
            type: type,
            id: fields.optional("id", .string),
            namespace: fields.optional("namespace", .text("the name of a namespace") { Namespace.Name($0) })
        )
        _ = try fields.finish(kind, type)
    }
}

extension AuditRecord.Changes {
    fileprivate init(reading fields: inout JSONFields) {
        let (applied, reverted) = (fields.optional("appliedPatch", .json), fields.optional("revertPatch", .json))
        let omitted = fields.optional("omittedPatch", .object(Omission.init(reading:)))
        switch (applied, reverted, omitted) {
        case (nil, nil, nil): self = .none
        case (let applied?, let reverted?, nil): self = .patches(applied: applied, reverted: reverted)
        case (nil, nil, let omitted?): self = .omitted(bytes: omitted.bytes, digest: omitted.digest)
        default:
            fields.refuse("appliedPatch", "needs `revertPatch`, and excludes `omittedPatch`")
            self = .none
        }
    }

    private struct Omission {
        var bytes: Int
        var digest: [UInt8]

        init(reading fields: inout JSONFields) throws(FieldErrors) {
            let bytes = fields.required("bytes", .integer(0...Int.max))
            let digest = fields.required("sha256", .text("64 hexadecimal digits") { Hex.decode($0) })
            (self.bytes, self.digest) = try fields.finish(bytes, digest)
        }
    }
}

extension Decision {
    fileprivate init(reading fields: inout JSONFields) throws(FieldErrors) {
        guard let isAllowed = fields.required("allowed", .bool), isAllowed else {
            let missing = fields.required("missing", .text("a permission") { Permission($0) })
            self = .denied(try fields.finish(missing))
            return
        }
        switch fields.required("by", .string) {
        case "binding":
            let (binding, role) = (fields.required("binding", .uuid), fields.required("role", .uuid))
            let group = fields.optional("group", .uuid)
            let checked = try fields.finish(binding, role)
            self = .allowed(.binding(checked.0, role: checked.1, group: group))
        case "superadmin": self = .allowed(.superadmin)
        case "own_account": self = .allowed(.ownAccount)
        case "group_owner":
            // Asked for before `finish`, which consumes what has been asked for when it is named.
            let group = fields.required("group", .uuid)
            self = .allowed(.groupOwner(try fields.finish(group)))
        case "everyone": self = .allowed(.everyone)
        default:
            self = .allowed(.everyone)
            fields.refuse("by", "is not a known ground")
        }
        _ = try fields.finish()
    }
}

extension FieldRule where Value == UUID {
    fileprivate static var uuid: FieldRule { .text("a UUID") { UUID($0) } }
}
