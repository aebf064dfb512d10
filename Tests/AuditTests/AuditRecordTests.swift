import Audit
import Crypto
import Daemon
import JSON
import Tenancy
import Testing

@Suite("Audit records")
struct AuditRecordTests {
    @Test func `take type, outcome and resource from the permission and the decision`() {
        let permission = Permission(.serviceAccount, .delete)
        let denied = AuditRecord.sample(permission: permission.description, decision: .denied(permission))
        #expect(denied.type == .delete)
        #expect(denied.outcome == .denied)
        #expect(denied.resource == AuditRecord.Subject(.serviceAccount, type: "service_account"))
        let login = AuditRecord.sample(permission: "session.login", decision: .allowed(.everyone))
        #expect(login.type == .unknown)
        #expect(login.outcome == .success)
        #expect(login.resource.kind == .unknown)
    }

    @Test func `tell of each object that a call changed, without its secrets`() throws {
        let redactor = Redactor(try FieldClasses(["user": ["name": "public", "password": "secret"]]))
        let call = AuditRecord.sample(permission: "user.create", decision: .allowed(.superadmin))
        let record = call.recording(
            RecordedChange(resource: .user, id: "u1", after: ["name": "n", "password": "p"]),
            by: redactor
        )
        #expect(record.id != call.id)
        #expect(record.type == .create)
        #expect(record.resource == AuditRecord.Subject(.user, type: "user", id: "u1"))
        let made: JSON = [
            ["op": "add", "path": "/name", "value": "n"], ["op": "add", "path": "/password", "value": "<redacted>"],
        ]
        let unmade: JSON = [["op": "remove", "path": "/name"], ["op": "remove", "path": "/password"]]
        #expect(record.changes == .patches(applied: made, reverted: unmade))
        let read = call.recording(RecordedChange(resource: .user, kind: "session", type: .login), by: redactor)
        #expect(read.changes == .none)
        #expect(read.type == .login)
        #expect(read.resource.type == "session")
        #expect(read.id != record.id)
    }

    @Test func `bound the patches they hold`() {
        let small = JSON.string(String(repeating: "x", count: AuditRecord.Changes.limit - 4))
        #expect(AuditRecord.Changes(applied: [], reverted: small) == .patches(applied: [], reverted: small))
        let large = JSON.string(String(repeating: "x", count: AuditRecord.Changes.limit - 3))
        let digest = Digest.sha256(JSON.array([]).serialized() + large.serialized())
        #expect(AuditRecord.Changes(applied: [], reverted: large) == .omitted(bytes: 65537, digest: digest))
    }

    @Test func `bound what a client says of itself`() {
        let source = AuditRecord.Source(
            forwarded: (0..<20).map(String.init),
            userAgent: String(repeating: "e\u{301}", count: 200)
        )
        #expect(source.forwarded.count == 16)
        #expect(source.userAgent == String(repeating: "e\u{301}", count: 128))
    }

    @Test(arguments: Action.allCases) func `know what each action stands for`(_ action: Action) {
        let type = AuditRecord.EventType(action)
        let changes: Set<AuditRecord.EventType> = [.create, .update, .delete]
        switch action {
        case .view, .list, .export, .accessLogs, .accessFiles, .accessOutputs, .follow, .validate:
            #expect(type == .read)
        case .impersonate: #expect(type == .impersonate)
        case .unknown: #expect(type == .unknown)
        default: #expect(changes.contains(type))
        }
    }
}

extension AuditRecord {
    static func sample(permission: String, decision: Decision) -> AuditRecord {
        AuditRecord(
            tenant: .instance,
            occurredAt: Instant(microseconds: 1_795_248_000_000_001),
            permission: permission,
            actor: Actor(kind: .user, id: "a1", name: "ann"),
            source: Source(address: "192.0.2.1"),
            decision: decision,
            requestID: "r1"
        )
    }
}
