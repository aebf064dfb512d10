import Testing

@testable import Crypto

@Suite("Passwords")
struct PasswordTests {
    /// Cheap, so that the tests are quick.
    let cost = Argon2Cost(memory: 64, passes: 1, lanes: 1)

    /// RFC 9106 section 5.3.
    @Test func `the argon2id vector of the standard`() throws {
        let password = [UInt8](repeating: 1, count: 32)
        let tag = try Argon2Handle.tag(
            of: password.span,
            salt: Array(repeating: 2, count: 16),
            pepper: Array(repeating: 3, count: 8),
            associated: Array(repeating: 4, count: 12),
            cost: Argon2Cost(memory: 32, passes: 3, lanes: 4),
            length: 32
        )
        #expect(Hex.encode(tag) == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
    }

    /// Hashes that the reference implementation made.
    @Test(arguments: [
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    ])
    func `reference hashes are verified`(stored: String) throws {
        #expect(try Password.verify("password", against: stored))
        #expect(try !Password.verify("Password", against: stored))
        #expect(Password.needsRehash(stored))
    }

    @Test func `a password is right, others are wrong, and no two hashes are the same`() throws {
        let stored = try Password.hash("correct horse ✓", cost: cost)
        #expect(stored.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        #expect(try Password.verify("correct horse ✓", against: stored))
        for wrong in ["correct horse", "correct horse ✓ ", "", String(repeating: "x", count: 1025)] {
            #expect(try !Password.verify(wrong, against: stored))
        }
        #expect(try Password.hash("correct horse ✓", cost: cost) != stored)
        #expect(!Password.needsRehash(stored, cost: cost))
        #expect(Password.needsRehash(stored))
    }

    @Test func `the standard cost is 46 MiB, one pass, one lane`() throws {
        let stored = try Password.hash("x")
        #expect(stored.hasPrefix("$argon2id$v=19$m=47104,t=1,p=1$"))
        #expect(!Password.needsRehash(stored))
        #expect(try Password.verify("x", against: stored))
    }

    @Test func `a pepper is part of the hash`() throws {
        let stored = try Password.hash("x", cost: cost, pepper: [1, 2, 3])
        #expect(try Password.verify("x", against: stored, pepper: [1, 2, 3]))
        #expect(try !Password.verify("x", against: stored, pepper: [1, 2, 4]))
        #expect(try !Password.verify("x", against: stored))
    }

    @Test func `length limits`() throws {
        let longest = String(repeating: "a", count: 1024)
        #expect(try Password.verify(longest, against: Password.hash(longest, cost: cost)))
        #expect(throws: CryptoError.tooLong(limit: 1024)) { try Password.hash(longest + "a", cost: cost) }
        #expect(throws: CryptoError.tooLong(limit: 1024)) {
            try Password.hash(String(repeating: "é", count: 513), cost: cost)
        }
        #expect(throws: CryptoError.empty) { try Password.hash("", cost: cost) }
    }

    @Test func `nobody has the dummy's password`() throws {
        let dummy = Password.dummyHash(cost: cost)
        #expect(try !Password.verify("", against: dummy))
        #expect(try !Password.verify("x", against: dummy))
        #expect(PasswordHash(dummy)?.cost == cost)
        #expect(Password.dummyHash().hasPrefix("$argon2id$v=19$m=47104,t=1,p=1$"))
    }

    @Test func `a stored hash that asks for too much is refused before any work`() throws {
        let salt = "$c29tZXNhbHRzb21lc2FsdA$"
        let tag = String(repeating: "A", count: 43)
        for cost in ["m=65537,t=1,p=1", "m=4294967295,t=1,p=1", "m=64,t=4,p=1", "m=64,t=1,p=5"] {
            #expect(throws: CryptoError.costRefused) {
                try Password.verify("x", against: "$argon2id$v=19$\(cost)\(salt)\(tag)")
            }
        }
        let stored = try Password.hash("x", cost: Argon2Cost(memory: 128, passes: 1, lanes: 1))
        #expect(throws: CryptoError.costRefused) { try Password.verify("x", against: stored, ceiling: cost) }
    }

    @Test(arguments: [
        Argon2Cost(memory: 7, passes: 1, lanes: 1), Argon2Cost(memory: 64, passes: 0, lanes: 1),
        Argon2Cost(memory: 64, passes: 1, lanes: 0), Argon2Cost(memory: 64, passes: 1, lanes: 9),
        Argon2Cost(memory: .max, passes: 1, lanes: .max),
    ])
    func `a cost that cannot be`(cost: Argon2Cost) {
        #expect(throws: CryptoError.costRefused) { try Password.hash("x", cost: cost) }
    }

    @Test(arguments: [
        "", "$", "$$$$$", "password", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=+64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=064,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$t=1,m=64,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=99999999999,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXM$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgL", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4$",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4\n",
    ])
    func `a damaged hash is an error, not a wrong password`(stored: String) {
        #expect(throws: CryptoError.malformed(expected: "an argon2id hash")) {
            try Password.verify("x", against: stored)
        }
        #expect(Password.needsRehash(stored))
    }
}
