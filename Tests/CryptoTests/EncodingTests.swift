import Crypto
import Testing

@Suite("Codecs give back what they were given, and refuse the rest")
struct EncodingTests {
    @Test(arguments: 0..<70)
    func `random bytes survive every codec`(count: Int) {
        for _ in 0..<20 {
            var bytes = Random.bytes(count)
            if count > 2 { bytes[0] = 0 }
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Base62.encode(bytes).utf8.count == Base62.width(ofBytes: count))
            #expect(Base62.decode(Base62.encode(bytes), count: count) == bytes)
        }
    }

    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base 64 examples`(plain: String, encoded: String) {
        #expect(Base64.encode([UInt8](plain.utf8)) == encoded)
        #expect(Base64URL.encode([UInt8](plain.utf8)) == encoded.filter { $0 != "=" })
    }

    @Test func `the two alphabets of base 64 differ in two digits`() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64URL.decode("+/8") == nil)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zg==Zg==", "=Zg=", "Zé==",
    ])
    func `damaged base 64`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["Zg==", "Z", "Zh", "Zm9", "Zm9vY", "Zm9v ", "é"])
    func `damaged base 64 for addresses`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: ["0", "0g", "0x", "1 2", "é0", "00 "])
    func `damaged hexadecimal`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func `base 62 has a fixed width and keeps the order of the bytes`() {
        #expect(Base62.width(ofBytes: 0) == 0)
        #expect(Base62.width(ofBytes: 1) == 2)
        #expect(Base62.width(ofBytes: 4) == 6)
        #expect(Base62.width(ofBytes: 16) == 22)
        #expect(Base62.width(ofBytes: 32) == 43)
        #expect(Base62.encode([0, 0, 0, 0]) == "000000")
        #expect(Base62.encode([0xff, 0xff, 0xff, 0xff]) == "4gfFC3")
        #expect(Base62.encode(61, width: 1) == "z")
        #expect(Base62.encode(62, width: 4) == "0010")
        #expect(Base62.encode(0, width: 6) == "000000")
        #expect(Base62.encode(.max, width: 0) == "LygHa16AHYF")
        let texts = (0..<200).map { _ in Random.bytes(16) }.sorted { Hex.encode($0) < Hex.encode($1) }
            .map { [UInt8](Base62.encode($0).utf8) }
        #expect(zip(texts, texts.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    }

    @Test(arguments: ["4gfFC4", "zzzzzz", "00000", "0000000", "0000-0", "00000é", ""])
    func `damaged base 62`(text: String) {
        #expect(Base62.decode(text, count: 4) == nil)
    }

    @Test func `random base 62 uses each digit`() {
        let text = Random.base62(20_000)
        #expect(text.utf8.count == 20_000)
        let counts = Dictionary(text.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts.count == 62)
        // 322 expected of each; a biased choice would give some 25 % more than others.
        #expect(counts.values.allSatisfy { (220...430).contains($0) })
        #expect(Random.base62(0) == "")
        #expect(Random.bytes(0) == [])
    }
}
