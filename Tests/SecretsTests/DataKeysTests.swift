import Crypto
import Postgres
import Tenancy
import Testbed
import Testing

@testable import Secrets

@Suite("Data keys", .database)
struct DataKeysTests {
    @Test func `the first secrets of a tenant, written at once, make one key`() async throws {
        let fixture = try await SecretsFixture()
        try await withThrowingTaskGroup { group in
            for number in 1...16 {
                let place = try address("team", "KEY\(number)")
                group.addTask { _ = try await fixture.set("value \(number)", at: place) }
            }
            try await group.waitForAll()
        }
        let keys = try await fixture.dataKeys()
        #expect(keys.map(\.sealed) == [16])
        for number in 1...16 {
            #expect(try await fixture.text(of: address("team", "KEY\(number)")) == "value \(number)")
        }
    }

    @Test func `a key that has sealed its number of values is replaced, and what it sealed stays readable`()
        async throws
    {
        let fixture = try await SecretsFixture(sealLimit: 3)
        for number in 1...8 { try await fixture.set("value \(number)", at: address("team", "KEY\(number)")) }
        #expect(try await fixture.dataKeys().map(\.sealed) == [3, 3, 2])
        for number in 1...8 {
            #expect(try await fixture.text(of: address("team", "KEY\(number)")) == "value \(number)")
        }
    }

    @Test func `readers and writers go on while keys are rotated`() async throws {
        let fixture = try await SecretsFixture()
        let places = try (0..<4).map { try address("team", "KEY\($0)") }
        for place in places { try await fixture.set("value", at: place) }
        try await withThrowingTaskGroup { group in
            for place in places {
                group.addTask { for _ in 0..<8 { try await fixture.set("value", at: place) } }
                group.addTask {
                    for _ in 0..<16 {
                        let text = try await fixture.text(of: place)
                        #expect(text == "value")
                    }
                }
            }
            group.addTask {
                for _ in 0..<6 {
                    try await fixture.run { tenant, tx in try await fixture.keys.rotate(tenant, in: tx) }
                }
            }
            try await group.waitForAll()
        }
        let keys = try await fixture.dataKeys()
        #expect(keys.count == 7)
        #expect(keys.map(\.sealed).reduce(0, +) == 36)
    }

    @Test func `a rewrap moves every tenant's keys to another key-encryption key, and can be repeated`() async throws {
        let fixture = try await SecretsFixture(sealLimit: 2)
        let token = try address("team", "TOKEN")
        for number in 1...5 { try await fixture.set("acme \(number)", at: token) }
        try await fixture.set("umbra", at: token, in: fixture.umbra)

        let new = try KeyEncryptionKey.random()
        let both = fixture.store(KeyRing(current: new, previous: [fixture.wrappingKey]))
        #expect(try await fixture.text(of: token, by: both) == "acme 5")
        #expect(try await DataKeys.rewrap(from: fixture.wrappingKey, to: new, in: fixture.database) == 4)
        #expect(try await DataKeys.rewrap(from: fixture.wrappingKey, to: new, in: fixture.database) == 0)
        #expect(try await fixture.dataKeys().allSatisfy { $0.wrappingKey == new.id })

        let after = fixture.store(KeyRing(current: new))
        for number in 1...5 {
            #expect(try await fixture.text(of: token, version: number, by: after) == "acme \(number)")
        }
        #expect(try await fixture.text(of: token, in: fixture.umbra, by: after) == "umbra")
        let before = fixture.store(KeyRing(current: fixture.wrappingKey))
        await #expect(throws: SecretsError.keyUnavailable(wrappingKey: new.id)) {
            try await fixture.text(of: token, by: before)
        }
    }

    @Test func `readers and writers with both keys go on while keys are wrapped anew`() async throws {
        let fixture = try await SecretsFixture(sealLimit: 2)
        let token = try address("team", "TOKEN")
        for number in 1...10 { try await fixture.set("value \(number)", at: token) }
        let new = try KeyEncryptionKey.random()
        let ring = KeyRing(current: new, previous: [fixture.wrappingKey])
        try await withThrowingTaskGroup { group in
            for number in 1...10 {
                group.addTask {
                    // A store of its own has nothing in its cache.
                    let text = try await fixture.text(of: token, version: number, by: fixture.store(ring))
                    #expect(text == "value \(number)")
                }
                let place = try address("team", "KEY\(number)")
                group.addTask {
                    _ = try await fixture.run { tenant, tx in
                        try await fixture.store(ring).set(SecretValue("new"), at: place, in: tenant, tx)
                    }
                }
            }
            group.addTask { try await DataKeys.rewrap(from: fixture.wrappingKey, to: new, in: fixture.database) }
            try await group.waitForAll()
        }
        #expect(try await fixture.dataKeys().allSatisfy { $0.wrappingKey == new.id })
    }

    @Test func `a data key made in a transaction that fails is forgotten`() async throws {
        struct Refused: Error {}
        let fixture = try await SecretsFixture()
        let token = try address("team", "TOKEN")
        await #expect(throws: Refused.self) {
            try await fixture.run { tenant, tx in
                _ = try await fixture.store.set(SecretValue("lost"), at: token, in: tenant, tx)
                throw Refused()
            }
        }
        #expect(try await fixture.dataKeys().isEmpty)
        try await fixture.set("kept", at: token)
        #expect(try await fixture.text(of: token) == "kept")
    }

    @Test func `the cache keeps a bounded number of keys, those that were used last`() {
        let cache = DataKeyCache(capacity: 3)
        let (tenant, other) = (Tenant.ID(.v7()), Tenant.ID(.v7()))
        let keys = (0..<5).map { _ in DataKey(id: .random(), bytes: .random(32)) }
        func kept(_ index: Int, in tenant: Tenant.ID) -> DataKey? {
            cache[DataKeyCache.Place(tenant: tenant, id: keys[index].id)]
        }
        for key in keys.prefix(3) { cache.insert(key, of: tenant) }
        #expect(kept(0, in: tenant) === keys[0] && kept(0, in: other) == nil)
        cache.insert(keys[3], of: tenant)
        #expect(cache.count == 3)
        #expect(kept(1, in: tenant) == nil && kept(0, in: tenant) === keys[0])
        cache.insert(keys[4], of: tenant)
        #expect(cache.count == 3 && kept(2, in: tenant) == nil)
    }
}
