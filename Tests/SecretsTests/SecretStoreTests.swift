import Access
import Crypto
import Postgres
import RandomData
import Secrets
import Tenancy
import Testbed
import Testing

@Suite("Secrets of a tenant", .database)
struct SecretStoreTests {
    let fixture: SecretsFixture
    init() async throws { fixture = try await SecretsFixture(versionsKept: 3) }

    @Test func `a secret is made, read, changed, described and deleted`() async throws {
        let password = try address("team", "DB_PASSWORD")
        let tag = SecretMetadata.Tag(key: "team", value: "core")
        let made = try await fixture.set(
            "one",
            at: password,
            SecretDetails(description: "of the database", tags: [tag])
        )
        #expect(made.before == nil && made.after.version == 1 && made.after.address == password)
        #expect(made.after.description == "of the database" && made.after.tags == [tag])
        #expect(try await fixture.text(of: password) == "one")

        let changed = try await fixture.set("two", at: password)
        #expect(changed.before == made.after)
        #expect(
            changed.after.version == 2 && changed.after.tags == [tag] && changed.after.description == "of the database"
        )
        #expect(try await fixture.text(of: password) == "two")
        #expect(try await fixture.text(of: password, version: 1) == "one")

        let patched = try await fixture.run { tenant, tx in
            try await fixture.store.patch(password, SecretDetails(description: "", tags: []), in: tenant, tx)
        }
        #expect(patched.before == changed.after)
        #expect(patched.after.description == nil && patched.after.tags.isEmpty && patched.after.version == 2)
        #expect(try await fixture.text(of: password) == "two")

        let deleted = try await fixture.run { tenant, tx in
            try await fixture.store.delete(password, in: tenant, tx)
        }
        #expect(deleted == patched.after)
        await #expect(throws: SecretsError.notFound) { try await fixture.text(of: password) }
        await #expect(throws: SecretsError.notFound) { try await fixture.text(of: password, version: 1) }
        await #expect(throws: SecretsError.notFound) {
            try await fixture.run { tenant, tx in try await fixture.store.delete(password, in: tenant, tx) }
        }
        await #expect(throws: SecretsError.notFound) {
            _ = try await fixture.run { tenant, tx in
                try await fixture.store.patch(password, SecretDetails(description: "x"), in: tenant, tx)
            }
        }
    }

    @Test func `the oldest versions go, the last few stay`() async throws {
        let token = try address("team", "TOKEN")
        for number in 1...7 { try await fixture.set("value \(number)", at: token) }
        let versions = try await fixture.run { tenant, tx in
            try await fixture.store.versions(of: token, in: tenant, tx).map(\.number)
        }
        #expect(versions == [7, 6, 5])
        #expect(try await fixture.text(of: token, version: 5) == "value 5")
        await #expect(throws: SecretsError.notFound) { try await fixture.text(of: token, version: 4) }
    }

    @Test func `rolling back makes the old value a version of its own`() async throws {
        let token = try address("team", "TOKEN")
        for text in ["one", "two", "three"] { try await fixture.set(text, at: token) }
        let change = try await fixture.run { tenant, tx in
            try await fixture.store.rollback(token, to: 1, in: tenant, tx)
        }
        #expect(change.before?.version == 3 && change.after.version == 4)
        #expect(try await fixture.text(of: token) == "one")
        await #expect(throws: SecretsError.notFound) {
            _ = try await fixture.run { tenant, tx in try await fixture.store.rollback(token, to: 1, in: tenant, tx) }
        }
    }

    @Test func `a namespace inherits each key from the nearest above it`() async throws {
        for (namespace, keys) in [
            ("a", ["A", "SHARED", "OUTER"]), ("a.b", ["B", "SHARED"]), ("a.b.c", ["C"]), ("a.bc", ["OTHER"]),
            ("a.b.c.d", ["BELOW"]),
        ] {
            for key in keys { try await fixture.set("\(namespace)/\(key)", at: address(namespace, key)) }
        }
        let inherited = try await fixture.run { tenant, tx in
            try await fixture.store.inherited(by: try address("a.b.c", "x").namespace, in: tenant, tx)
        }
        #expect(inherited.map(\.namespace.description) == ["a.b.c", "a.b", "a"])
        #expect(inherited.map { $0.keys.map(\.description) } == [["C"], ["B", "SHARED"], ["A", "OUTER"]])

        func resolve(_ key: String, in namespace: String) async throws -> String {
            let wanted = try address(namespace, key)
            let found = try await fixture.run { tenant, tx in
                try await fixture.store.resolve(wanted.key, in: wanted.namespace, of: tenant, tx).secret
            }
            // Opened when the transaction is over.
            return try await found.open().text
        }
        #expect(try await resolve("SHARED", in: "a.b.c") == "a.b/SHARED")
        #expect(try await resolve("SHARED", in: "a.bc") == "a/SHARED")
        #expect(try await resolve("OUTER", in: "a.b.c.d.e") == "a/OUTER")
        await #expect(throws: SecretsError.notFound) { try await resolve("BELOW", in: "a.b.c") }
        await #expect(throws: SecretsError.notFound) { try await resolve("OTHER", in: "a.b") }
    }

    @Test func `a search keeps to the namespaces that are visible`() async throws {
        for namespace in ["a", "a.b", "a.b.c", "a-b", "ab", "a0", "z"] {
            try await fixture.set("v", at: address(namespace, "K"))
        }
        func found(_ visible: VisibleNamespaces) async throws -> [String] {
            try await fixture.run { tenant, tx in
                let page = try await fixture.store.find(Search(), within: visible, in: tenant, tx)
                #expect(page.total == page.elements.count)
                return page.elements.map(\.address.namespace.description)
            }
        }
        let (a, ab) = (try address("a", "K").namespace, try address("a.b", "K").namespace)
        #expect(try await found(.all) == ["a", "a-b", "a.b", "a.b.c", "a0", "ab", "z"])
        #expect(try await found(.subtrees([a])) == ["a", "a.b", "a.b.c"])
        #expect(try await found(.subtrees([ab, try address("z", "K").namespace])) == ["a.b", "a.b.c", "z"])
        #expect(try await found(.none).isEmpty)
    }

    @Test func `tenants have secrets of the same name and never each other's`() async throws {
        let token = try address("team", "TOKEN")
        try await fixture.set("of acme", at: token)
        await #expect(throws: SecretsError.notFound) { try await fixture.text(of: token, in: fixture.umbra) }
        try await fixture.set("of umbra", at: token, in: fixture.umbra)
        #expect(try await fixture.text(of: token) == "of acme")
        #expect(try await fixture.text(of: token, in: fixture.umbra) == "of umbra")
        _ = try await fixture.run(in: fixture.umbra) { tenant, tx in
            try await fixture.store.delete(token, in: tenant, tx)
        }
        #expect(try await fixture.text(of: token) == "of acme")
    }

    @Test func `any bytes come back as they were, up to the limit`() async throws {
        var random = SeededGenerator(seed: 17)
        let blob = try address("team", "BLOB")
        let lengths = [0, 1, 15, 16, 17, 4096, SecretValue.limit - 1, SecretValue.limit]
        for length in lengths + (0..<24).map({ _ in Int.random(in: 0...SecretValue.limit, using: &random) }) {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let read = try await fixture.run { tenant, tx in
                var copy = bytes
                _ = try await fixture.store.set(SecretValue(.init(moving: &copy)), at: blob, in: tenant, tx)
                return try await fixture.store.value(of: blob, in: tenant, tx)
            }
            #expect(read.withBytes { span in span.indices.map { span[$0] } } == bytes)
        }
        await #expect(throws: SecretsError.tooLong(limit: 65536)) {
            try await fixture.set(String(repeating: "x", count: SecretValue.limit + 1), at: blob)
        }
    }

    @Test func `writers of one secret count its versions without a gap`() async throws {
        let token = try address("team", "TOKEN")
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...20 {
                group.addTask { try await fixture.set("value \(number)", at: token).after.version }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(numbers.sorted() == Array(1...20))
    }

    @Test func `a value shows itself to nothing that prints`() {
        let value = SecretValue("hunter2")
        #expect("\(value)" == "<redacted>" && String(reflecting: value) == "<redacted>")
        var dumped = ""
        dump([value], to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test(arguments: ["", "_a", ".a", "-a", "a b", "a/b", "a\0", "ä", "a\n", String(repeating: "a", count: 256)])
    func `refuses a key of another form`(_ text: String) {
        #expect(SecretKey(text) == nil)
    }

    @Test(arguments: ["a", "A.b-c_9", "0", String(repeating: "a", count: 255)])
    func `accepts a key of the form`(_ text: String) {
        #expect(SecretKey(text)?.description == text)
    }
}
