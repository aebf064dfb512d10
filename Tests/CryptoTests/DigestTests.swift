import Crypto
import Testing

@Suite("Digests and message codes match published values")
struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 of FIPS 180 examples`(text: String, digest: String) {
        #expect(Hex.encode(Digest.sha256(text)) == digest)
        #expect(Hex.encode(Digest.sha256([UInt8](text.utf8))) == digest)
    }

    @Test func `SHA-256 of a million letters, in pieces of any size`() {
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(Hex.encode(Digest.sha256(letters)) == expected)

        var digest = SHA256()
        var start = 0
        var size = 1
        while start < letters.count {
            let end = min(start + size, letters.count)
            digest.update(Array(letters[start..<end]))
            start = end
            size = size * 3 % 4099
        }
        #expect(Hex.encode(digest.finish()) == expected)
    }

    @Test func `SHA-512 of the FIPS 180 example`() {
        #expect(
            Hex.encode(Digest.sha512([UInt8]("abc".utf8)))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }

    /// RFC 4231, cases 1, 2, 3, 4, 6 and 7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), [UInt8]("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            [UInt8]("Jefe".utf8), [UInt8]("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](1...25), [UInt8](repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            [UInt8](
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `HMAC with SHA-256`(key: [UInt8], message: [UInt8], code: String) {
        #expect(Hex.encode(Digest.hmacSHA256(key: key, message)) == code)
    }

    @Test func `HMAC accepts an empty key and an empty message`() {
        #expect(
            Hex.encode(Digest.hmacSHA256(key: [], []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        )
    }

    @Test func `HMAC with different keys from several threads does not mix them`() async {
        let expected = (0..<64).map { Digest.hmacSHA256(key: [UInt8($0)], [1, 2, 3]) }
        #expect(Set(expected).count == 64)
        await withTaskGroup(of: Bool.self) { group in
            for key in 0..<64 {
                group.addTask {
                    (0..<50).allSatisfy { _ in Digest.hmacSHA256(key: [UInt8(key)], [1, 2, 3]) == expected[key] }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test(
        arguments: [
            ("", 0), ("a", 0xe8b7_be43), ("123456789", 0xcbf4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414f_a339),
        ] as [(String, UInt32)]
    )
    func `CRC-32 check values`(text: String, sum: UInt32) {
        #expect(Digest.crc32([UInt8](text.utf8)) == sum)
    }

    @Test func `comparison finds a difference at any place`() {
        let bytes = Random.bytes(33)
        #expect(constantTimeEquals(bytes, bytes))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!constantTimeEquals(bytes, other))
        }
        #expect(!constantTimeEquals(bytes, Array(bytes.dropLast())))
        #expect(constantTimeEquals([UInt8](), []))
        #expect(constantTimeEquals("abc", "abc"))
        #expect(!constantTimeEquals("abc", "abd"))
    }
}
