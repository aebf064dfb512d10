import Secrets
import Tenancy
import Testing

@Suite("Sealed texts")
struct TextSealerTests {
    private let tenant = Tenant.ID.random()

    @Test(arguments: ["", "hunter2", "é😀\n"]) func `open for whom they were sealed`(_ text: String) throws {
        let sealer = TextSealer(ring: KeyRing(current: try .random()))
        let sealed = try sealer.seal(text, as: "input", of: tenant)
        #expect(text.isEmpty || !sealed.contains(text))
        #expect(try sealer.open(sealed, as: "input", of: tenant) == text)
        #expect(try sealer.seal(text, as: "input", of: tenant) != sealed)
    }

    @Test func `open for nobody else`() throws {
        let sealer = TextSealer(ring: KeyRing(current: try .random()))
        let sealed = try sealer.seal("hunter2", as: "input", of: tenant)
        #expect(throws: SecretsError.notAuthentic) { try sealer.open(sealed, as: "output", of: tenant) }
        #expect(throws: SecretsError.notAuthentic) { try sealer.open(sealed, as: "input", of: .random()) }
        #expect(throws: SecretsError.notAuthentic) {
            try sealer.open(String(sealed.dropLast(4)), as: "input", of: tenant)
        }
        for text in ["", "1.x", "2" + sealed.dropFirst(), sealed + ".x"] {
            #expect(throws: SecretsError.notAuthentic) { try sealer.open(text, as: "input", of: tenant) }
        }
    }

    @Test func `outlive a change of the key`() throws {
        let old = try KeyEncryptionKey.random()
        let sealed = try TextSealer(ring: KeyRing(current: old)).seal("hunter2", as: "input", of: tenant)
        let new = try KeyEncryptionKey.random()
        #expect(
            try TextSealer(ring: KeyRing(current: new, previous: [old])).open(sealed, as: "input", of: tenant)
                == "hunter2"
        )
        #expect(throws: SecretsError.keyUnavailable(wrappingKey: old.id)) {
            try TextSealer(ring: KeyRing(current: new)).open(sealed, as: "input", of: tenant)
        }
    }
}
