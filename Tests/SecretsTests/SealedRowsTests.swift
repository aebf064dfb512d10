import Crypto
import Postgres
import Secrets
import Tenancy
import Testbed
import Testing

@Suite("What is stored of secrets", .database)
struct SealedRowsTests {
    let fixture: SecretsFixture
    init() async throws { fixture = try await SecretsFixture() }

    /// Looks into every column of every row of every table; fails with the name of a table that holds the text.
    private func search(for needle: String) async throws {
        try await fixture.asOwner { owner in
            try await owner.runScript(
                """
                do $$
                declare
                  place record;
                  found bigint;
                begin
                  for place in
                    select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = 'reeve' and c.relkind in ('r', 'p')
                  loop
                    execute format('select count(*) from %s r where position(%L in r::text) > 0', place.name, '\(needle)')
                      into found;
                    if found > 0 then raise exception 'found in %', place.name; end if;
                  end loop;
                end $$
                """
            )
        }
    }

    @Test func `without the key-encryption key the database holds nothing of a value`() async throws {
        let canary = "canary-7f3a91-correct-horse-battery"
        let bytes = Array(canary.utf8)
        let details = SecretDetails(description: "beacon-of-the-description")
        let token = try address("team", "TOKEN")
        try await fixture.set(canary, at: token, details)
        try await fixture.set(canary + "2", at: token)
        for form in [canary, Base64.encode(bytes), Base64URL.encode(bytes), Hex.encode(bytes)] {
            try await search(for: form)
        }
        // The search does find what is there in clear.
        await #expect(throws: DatabaseError.self) { try await search(for: "beacon-of-the-description") }
        await #expect(throws: DatabaseError.self) { try await search(for: fixture.wrappingKey.id) }
    }

    @Test(arguments: ["key", "namespace", "version", "tenant", "sealed"])
    func `a row that was moved or changed does not open`(_ what: String) async throws {
        let (first, second) = (try address("team", "FIRST"), try address("team", "SECOND"))
        let other = try address("other", "FIRST")
        for place in [first, second, other] {
            try await fixture.set("one", at: place)
            try await fixture.set("two", at: place)
        }
        try await fixture.set("foreign", at: first, in: fixture.umbra)
        let (acme, umbra) = (fixture.acme, fixture.umbra)
        let (source, target): (SQL, SQL) =
            switch what {
            case "key": ("key = 'SECOND' and namespace = 'team' and version = 2", "true")
            case "namespace": ("key = 'FIRST' and namespace = 'other' and version = 2", "true")
            case "version": ("key = 'FIRST' and namespace = 'team' and version = 1", "true")
            default: ("key = 'FIRST' and namespace = 'team' and version = 2", "true")
            }
        let change: SQL =
            switch what {
            case "sealed":
                """
                update reeve.secret_version set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)
                where tenant_id = \(acme) and \(source)
                """
            case "tenant":
                """
                update reeve.secret_version v
                set sealed = o.sealed
                from reeve.secret_version o
                where v.tenant_id = \(umbra) and v.key = 'FIRST' and o.tenant_id = \(acme) and o.key = 'FIRST'
                  and o.namespace = 'team' and o.version = 2
                """
            default:
                """
                update reeve.secret_version v
                set sealed = o.sealed, data_key_id = o.data_key_id
                from (select * from reeve.secret_version where tenant_id = \(acme) and \(source)) o
                where \(target) and v.tenant_id = \(acme) and v.key = 'FIRST' and v.namespace = 'team' and v.version = 2
                """
            }
        let changed = try await fixture.asOwner { owner in
            try await owner.transaction { tx in try await tx.execute(change) }
        }
        #expect(changed == 1)
        let tenant = what == "tenant" ? umbra : acme
        await #expect(throws: SecretsError.notAuthentic) { try await fixture.text(of: first, in: tenant) }
        #expect(try await fixture.text(of: second) == "two")
    }

    @Test func `a data key that was copied to another tenant is of no use there`() async throws {
        let token = try address("team", "TOKEN")
        try await fixture.set("of acme", at: token)
        let (acme, umbra) = (fixture.acme, fixture.umbra)
        let copied = try await fixture.asOwner { owner in
            try await owner.transaction { tx in
                try await tx.execute(
                    """
                    insert into reeve.data_key (tenant_id, data_key_id, wrapped, wrapping_key)
                    select \(umbra), data_key_id, wrapped, wrapping_key from reeve.data_key where tenant_id = \(acme)
                    """
                )
            }
        }
        #expect(copied == 1)
        // With the key in the cache of the one store, and not in that of the other.
        for store in [fixture.store, fixture.store(KeyRing(current: fixture.wrappingKey))] {
            await #expect(throws: SecretsError.notAuthentic) {
                _ = try await fixture.run(in: umbra) { tenant, tx in
                    try await store.set(SecretValue("of umbra"), at: token, in: tenant, tx)
                }
            }
        }
        #expect(try await fixture.text(of: token) == "of acme")
    }

    @Test func `a server with another key-encryption key says which one it lacks`() async throws {
        let token = try address("team", "TOKEN")
        try await fixture.set("value", at: token)
        let stranger = fixture.store(KeyRing(current: try .random()))
        let expected = SecretsError.keyUnavailable(wrappingKey: fixture.wrappingKey.id)
        await #expect(throws: expected) { try await fixture.text(of: token, by: stranger) }
        await #expect(throws: expected) {
            _ = try await fixture.run { tenant, tx in
                try await stranger.set(SecretValue("other"), at: token, in: tenant, tx)
            }
        }
        #expect(try await fixture.text(of: token) == "value")
        #expect(expected.description.contains(fixture.wrappingKey.id))
    }
}
