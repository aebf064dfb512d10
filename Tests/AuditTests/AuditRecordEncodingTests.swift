import Audit
import Crypto
import Daemon
import JSON
import RandomData
import Tenancy
import Testing

@Suite("The stored bytes of an audit record")
struct AuditRecordEncodingTests {
    private static let golden = #"""
        {"v":1,"id":"0198c0de-0000-7000-8000-000000000001","tenant":"0198c0de-0000-7000-8000-000000000002",\#
        "tenantName":"acme","at":"2026-11-21T08:00:00.000001Z","type":"UPDATE","permission":"secret.update",\#
        "actor":{"kind":"service_account","id":"a","name":"ci","method":"token","token":"t"},\#
        "onBehalfOf":{"kind":"user","id":"b","name":"bob"},\#
        "source":{"address":"192.0.2.1","forwarded":["198.51.100.7"],"userAgent":"curl/8"},\#
        "resource":{"kind":"SECRET","type":"secret","id":"KEY","namespace":"a.b"},"outcome":"success",\#
        "decision":{"allowed":true,"by":"binding","binding":"0198c0de-0000-7000-8000-000000000003",\#
        "role":"0198c0de-0000-7000-8000-000000000004","group":"0198c0de-0000-7000-8000-000000000005"},\#
        "requestId":"r","traceId":"4bf92f3577b34da6a3ce929d0e0e4736",\#
        "appliedPatch":[{"op":"replace","path":"/value","value":"<redacted>"}],\#
        "revertPatch":[{"op":"replace","path":"/value","value":"<redacted>"}],"reason":"rotation"}
        """#

    @Test func `are the same for ever`() throws {
        let record = try AuditRecord(decoding: Array(Self.golden.utf8))
        #expect(String(decoding: record.encoded(), as: UTF8.self) == Self.golden)
        #expect(record.occurredAt == Instant(microseconds: 1_795_248_000_000_001))
        #expect(record.actor.method == .token)
        #expect(record.onBehalfOf?.name == "bob")
        #expect(record.source.forwarded == ["198.51.100.7"])
        #expect(record.resource.namespace == Namespace.Name("a.b"))
        guard case .allowed(.binding(let binding, let role, let group)) = record.decision else {
            Issue.record("no binding")
            return
        }
        #expect("\(binding)".hasSuffix("3") && "\(role)".hasSuffix("4") && "\(group?.description ?? "")".hasSuffix("5"))
        #expect(
            Hex.encode(AuditRecord.leafHash(of: Array(Self.golden.utf8)))
                == Hex.encode(Digest.sha256([0] + Array(Self.golden.utf8)))
        )
    }

    @Test(arguments: 0..<200) func `give the record back`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let record = AuditRecord.random(using: &random)
        let bytes = record.encoded()
        let read = try AuditRecord(decoding: bytes)
        #expect(read == record)
        #expect(read.encoded() == bytes)
    }

    @Test(arguments: [
        ("", "line 1, column 1: expected a value, found the end of the document"),
        ("[]", "expected an object, found an array"),
        (#"{"v":"1"}"#, nil),
        (#"{}"#, nil),
    ])
    func `are refused if they are none`(_ text: String, _ reason: String?) {
        let error = #expect(throws: AuditError.self) { try AuditRecord(decoding: Array(text.utf8)) }
        guard case .malformed(let found) = error else {
            Issue.record("expected a malformed record")
            return
        }
        if let reason { #expect(found == reason) }
    }

    @Test(arguments: [
        (#""v":1"#, #""v":2"#, AuditError.unknownVersion(2)),
        (#","requestId":"r""#, "", .malformed(reason: "`requestId`: is required")),
        (#""by":"binding""#, #""by":"luck""#, nil),
        (#""allowed":true"#, #""allowed":false"#, nil),
        (
            #""namespace":"a.b""#, #""namespace":"a..b""#,
            .malformed(reason: "`resource.namespace`: expected the name of a namespace")
        ),
        (#""at":"2026"#, #""at":"x026"#, .malformed(reason: "`at`: expected an instant")),
        (#","revertPatch":[{"op":"replace","path":"/value","value":"<redacted>"}]"#, "", nil),
        (#","reason""#, #","extra""#, .malformed(reason: "`extra`: is not a known field")),
        (#""UPDATE""#, #""UPDATED""#, nil),
    ])
    func `are refused if one field is wrong`(_ part: String, _ replacement: String, _ expected: AuditError?) throws {
        let range = try #require(Self.golden.firstRange(of: part))
        let damaged = Self.golden.replacingCharacters(in: range, with: replacement)
        let error = #expect(throws: AuditError.self) { try AuditRecord(decoding: Array(damaged.utf8)) }
        if let expected { #expect(error == expected) }
    }

    @Test func `survive damage by refusal or by reading back as they are`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            var bytes = Array(Self.golden.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(AuditError) {
                let record = try AuditRecord(decoding: bytes)
                #expect(try AuditRecord(decoding: record.encoded()) == record)
            } catch {
                continue
            }
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

extension AuditRecord {
    static func random(using random: inout SeededGenerator) -> AuditRecord {
        func text() -> String {
            let pieces = ["a", "=", "'", "\"", ",", "\r\n", " ", "é", "\u{0}", "😀", "+", "-1", "@", "\t", "＝"]
            return (0..<Int.random(in: 0..<6, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
                .joined()
        }
        func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }
        func actor() -> Actor {
            Actor(
                kind: Actor.Kind.allCases.randomElement(using: &random) ?? .user,
                id: maybe(text()),
                name: text(),
                method: Actor.Method.allCases.randomElement(using: &random),
                token: maybe(text()),
                session: maybe(text())
            )
        }
        let decisions: [Decision] = [
            .allowed(.binding(.v4(), role: .v4(), group: maybe(.v4()))), .allowed(.superadmin), .allowed(.ownAccount),
            .allowed(.everyone), .denied(Permission(.flow, .create)),
        ]
        let changes: [Changes] = [
            .none, .patches(applied: [["op": .string(text())]], reverted: []),
            .omitted(bytes: 70_000, digest: [0, 1, 255]),
        ]
        var record = AuditRecord(
            id: .v4(),
            tenant: .random(),
            tenantName: maybe(Tenant.Slug("acme")) ?? nil,
            occurredAt: Instant(microseconds: .random(in: 0..<4_000_000_000_000_000, using: &random)),
            type: EventType.allCases.randomElement(using: &random),
            permission: text(),
            actor: actor(),
            onBehalfOf: maybe(actor()),
            source: Source(address: maybe(text()), forwarded: maybe([text(), text()]) ?? [], userAgent: maybe(text())),
            resource: Subject(
                Resource.allCases.randomElement(using: &random) ?? .flow,
                type: text(),
                id: maybe(text()),
                namespace: maybe(Namespace.Name("a.b")) ?? nil
            ),
            outcome: Outcome.allCases.randomElement(using: &random),
            decision: decisions.randomElement(using: &random) ?? .allowed(.everyone),
            requestID: text(),
            traceID: maybe(text())
        )
        record.code = maybe(text())
        record.changes = changes.randomElement(using: &random) ?? .none
        record.reason = maybe(text())
        return record
    }
}
