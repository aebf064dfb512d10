import Testing

@testable import Crypto

@Suite("Sealed values open for their key and context only")
struct SealingTests {
    let key = SharedKey()
    let context: AssociatedData = ["secret", "acme", "company.team", "password", "3"]

    /// Cases 13, 14 and 16 of the GCM specification for keys of 256 bits.
    @Test(arguments: [
        (
            String(repeating: "0", count: 64), String(repeating: "0", count: 24), "", "", "",
            "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            String(repeating: "0", count: 64), String(repeating: "0", count: 24), String(repeating: "0", count: 32), "",
            "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                + "b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                + "c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func `GCM vectors`(
        key: String,
        nonce: String,
        plain: String,
        context: String,
        cipherText: String,
        tag: String
    ) throws {
        var keyBytes = try #require(Hex.decode(key))
        let key = SecretBytes(moving: &keyBytes)
        let plain = try #require(Hex.decode(plain))
        let context = AssociatedData(bytes: try #require(Hex.decode(context)))
        let sealed = try CipherHandle.seal(plain.span, key: key, nonce: #require(Hex.decode(nonce)), context: context)
        #expect(Hex.encode(sealed) == nonce + cipherText + tag)
        let opened = try AEAD.open(sealed, key: key, for: context)
        let copy = opened.copied()
        #expect(copy == plain)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 1_000, 100_000])
    func `any length survives`(count: Int) throws {
        let plain = Random.bytes(count)
        let sealed = try key.seal(plain, context)
        #expect(sealed.count == count + AEAD.overhead)
        #expect(try key.open(sealed, context) == plain)
        #expect(try key.seal(plain, context) != sealed)
    }

    @Test func `each bit of a sealed value counts`() throws {
        let sealed = try key.seal([UInt8]("hunter2".utf8), context)
        for index in sealed.indices {
            for bit in 0..<8 {
                var damaged = sealed
                damaged[index] ^= 1 << UInt8(bit)
                #expect(throws: CryptoError.notAuthentic) { try key.open(damaged, context) }
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: CryptoError.notAuthentic) { try key.open(Array(sealed.prefix(count)), context) }
        }
        #expect(throws: CryptoError.notAuthentic) { try key.open(sealed + [0], context) }
    }

    @Test func `another context or key does not open it`() throws {
        let sealed = try key.seal([1, 2, 3], context)
        let others: [AssociatedData] = [
            [], ["secret", "acme", "company.team", "password", "4"], ["secret", "acme", "company.teampassword", "3"],
            ["secret", "acme", "company.team", "password", "3", ""],
            ["secret", "umbrella", "company.team", "password", "3"],
        ]
        for other in others {
            #expect(throws: CryptoError.notAuthentic) { try key.open(sealed, other) }
        }
        #expect(throws: CryptoError.notAuthentic) { try SharedKey().open(sealed, context) }
        #expect(try key.open(sealed, context) == [1, 2, 3])
    }

    @Test(arguments: [0, 16, 31, 33])
    func `a key of another length is refused`(count: Int) throws {
        let short = SharedKey(count)
        #expect(throws: CryptoError.wrongLength(expected: 32, found: count)) { try short.seal([1], context) }
        let sealed = try key.seal([1], context)
        #expect(throws: CryptoError.wrongLength(expected: 32, found: count)) { try short.open(sealed, context) }
    }

    @Test func `no two lists of fields give the same bytes`() {
        let lists: [[String]] = [
            [], [""], ["", ""], ["a"], ["a", ""], ["", "a"], ["ab"], ["a", "b"], ["a\0b"], ["b", "a"],
        ]
        #expect(Set(lists.map { AssociatedData($0).bytes }).count == lists.count)
        #expect(AssociatedData(["ab", ""]).bytes == [0, 0, 0, 2, 0, 0, 0, 2, 97, 98, 0, 0, 0, 0])
    }

    @Test func `a wrapped key opens for its owner only, and is no sealed value`() throws {
        let wrapping = SecretBytes.random(32)
        let data = SecretBytes.random(32)
        let wrapped = try KeyWrap.wrap(data, under: wrapping, for: ["acme", "1"])
        let opened = try KeyWrap.unwrap(wrapped, under: wrapping, for: ["acme", "1"])
        #expect(opened.copied() == data.copied())

        let key = SharedKey(wrapping.duplicate())
        #expect(throws: CryptoError.notAuthentic) { try key.unwrap(wrapped, ["acme", "2"]) }
        #expect(throws: CryptoError.notAuthentic) { try SharedKey().unwrap(wrapped, ["acme", "1"]) }
        #expect(throws: CryptoError.notAuthentic) { try key.unwrap([], ["acme", "1"]) }
        #expect(throws: CryptoError.notAuthentic) { try key.open(Array(wrapped.dropFirst()), ["acme", "1"]) }
        for index in wrapped.indices {
            var damaged = wrapped
            damaged[index] ^= 0x10
            #expect(throws: CryptoError.notAuthentic) { try key.unwrap(damaged, ["acme", "1"]) }
        }
    }

    /// RFC 5869, cases 1, 2 and 3.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 22), [UInt8](0x00...0x0c), [UInt8](0xf0...0xf9),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            [UInt8](0x00...0x4f), [UInt8](0x60...0xaf), [UInt8](0xb0...0xff),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        (
            [UInt8](repeating: 0x0b, count: 22), [], [],
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ])
    func `derived keys`(secret: [UInt8], salt: [UInt8], info: [UInt8], expected: String) throws {
        let key = SecretBytes(copying: secret.span)
        let derived = try HKDF.derive(
            from: key,
            salt: salt,
            info: AssociatedData(bytes: info),
            count: expected.utf8.count / 2
        )
        #expect(Hex.encode(derived.copied()) == expected)
    }

    @Test func `a derivation has limits`() throws {
        let key = SecretBytes.random(32)
        let most = try HKDF.derive(from: key, info: ["x"], count: HKDF.limit)
        #expect(most.count == 8_160)
        for count in [0, -1, HKDF.limit + 1] {
            #expect(throws: CryptoError.wrongLength(expected: HKDF.limit, found: count)) {
                _ = try HKDF.derive(from: key, info: ["x"], count: count)
            }
        }
    }

    @Test func `secret bytes are locked, and cleared at the source`() {
        var bytes = Random.bytes(24)
        let copy = bytes
        let secret = SecretBytes(moving: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.count == 24)
        #expect(secret.copied() == copy)
        let second = secret.duplicate()
        #expect(
            [second.equals(secret), second.equals(.random(24)), second.equals(.random(23))] == [true, false, false]
        )
        let memory = SecretMemoryHandle(count: 24) { _ in }
        let isLocked = memory.isLocked
        #expect(isLocked)
        let large = SecretMemoryHandle(count: 2 << 20) { $0[0] = 1 }
        let isLargeLocked = large.isLocked
        #expect(!isLargeLocked)
        let edges = large.withBytes { [$0[0], $0[(2 << 20) - 1]] }
        #expect(edges == [1, 0])
    }
}

/// A key that a closure can capture.
final class SharedKey: Sendable {
    private let key: SecretBytes

    init(_ count: Int = 32) { key = .random(count) }

    init(_ key: consuming SecretBytes) { self.key = key }

    func seal(_ plain: [UInt8], _ context: AssociatedData) throws -> [UInt8] {
        try AEAD.seal(plain, key: key, for: context)
    }

    func open(_ sealed: [UInt8], _ context: AssociatedData) throws -> [UInt8] {
        try AEAD.open(sealed, key: key, for: context).copied()
    }

    func unwrap(_ wrapped: [UInt8], _ context: AssociatedData) throws -> Int {
        try KeyWrap.unwrap(wrapped, under: key, for: context).count
    }
}
