import Testing

@testable import Crypto

@Suite("Tokens")
struct TokenTests {
    /// A token that GitHub published with the description of this form; there the checksum is that of the body only.
    @Test func `the checksum is CRC-32 in six digits of base 62`() {
        #expect(TokenFormat.checksum(of: "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == "0mLq17")
        #expect(TokenFormat.checksum(of: "") == "000000")
        // 0xcbf43926, the check value of CRC-32.
        #expect(TokenFormat.checksum(of: "123456789") == "3jZRME")
    }

    @Test(arguments: TokenKind.allCases)
    func `a new token is read back`(kind: TokenKind) throws {
        let token = TokenFormat.generate(kind)
        #expect(token.text.utf8.count == 58)
        #expect(token.text.hasPrefix("\(kind.rawValue)_\(token.id)"))
        let parsed = try #require(TokenFormat.parse(token.text))
        #expect(parsed.kind == kind)
        #expect(parsed.id == token.id)
        #expect(parsed.text == token.text)
    }

    @Test func `prefixes are those that scanners are told of`() {
        #expect(TokenKind.allCases.map(\.rawValue) == ["rvp", "rvs", "rvi", "rvw", "rvj"])
    }

    @Test func `a change of any character is noticed`() {
        let text = [UInt8](TokenFormat.generate(.personal).text.utf8)
        for index in text.indices {
            for character in ["0", "A", "a", "z", "_", "-", " ", "\0"].map({ UInt8(ascii: $0) })
            where character != text[index] {
                var damaged = text
                damaged[index] = character
                #expect(TokenFormat.parse(String(decoding: damaged, as: UTF8.self)) == nil)
            }
        }
        for count in text.indices {
            #expect(TokenFormat.parse(String(decoding: text.prefix(count), as: UTF8.self)) == nil)
        }
        for index in 4..<(text.count - 1) where text[index] != text[index + 1] {
            var swapped = text
            swapped.swapAt(index, index + 1)
            #expect(TokenFormat.parse(String(decoding: swapped, as: UTF8.self)) == nil)
        }
    }

    @Test func `a prefix that is not ours is refused even with its checksum`() {
        let body = "rvx_" + Random.base62(48)
        #expect(TokenFormat.parse(body + TokenFormat.checksum(of: body)) == nil)
        let known = "rvp_" + Random.base62(48)
        #expect(TokenFormat.parse(known + TokenFormat.checksum(of: known)) != nil)
    }

    @Test func `only the digest of a token is compared, and the pepper is part of it`() {
        let token = TokenFormat.generate(.serviceAccount)
        #expect(token.digest() == Digest.sha256(token.text))
        #expect(token.digest(pepper: [7]) == Digest.hmacSHA256(key: [7], [UInt8](token.text.utf8)))
        #expect(token.matches(digest: token.digest(pepper: [7]), pepper: [7]))
        #expect(!token.matches(digest: token.digest(pepper: [8]), pepper: [7]))
        #expect(!TokenFormat.generate(.serviceAccount).matches(digest: token.digest()))
    }

    @Test func `nothing prints the secret`() {
        let token = TokenFormat.generate(.personal)
        let secret = token.text.dropFirst(20)
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), dumped, "\([token])", "\(Optional(token) as Any)"] {
            #expect(!text.contains(secret))
            #expect(text.contains(token.id))
        }
        let session = SessionToken.generate()
        dumped = ""
        dump(session, to: &dumped)
        for text in ["\(session)", String(reflecting: session), dumped, "\([session])"] {
            #expect(!text.contains(session.text))
        }
    }

    @Test func `sessions have 256 bits and are read back`() throws {
        let all = (0..<200).map { _ in SessionToken.generate().text }
        #expect(Set(all).count == 200)
        #expect(all.allSatisfy { Base64URL.decode($0)?.count == 32 })
        let text = try #require(all.first)
        let parsed = try #require(SessionToken.parse(text))
        #expect(parsed.text == text)
        #expect(parsed.digest() == Digest.sha256(text))
        #expect(parsed.digest(pepper: [1]) == Digest.hmacSHA256(key: [1], [UInt8](text.utf8)))
        for damaged in ["", String(text.dropLast()), text + "A", "+" + text.dropFirst(), "é" + text.dropFirst(2)] {
            #expect(SessionToken.parse(damaged) == nil)
        }
    }
}
