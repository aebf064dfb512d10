/// An argon2id hash in its parts, as in `$argon2id$v=19$m=47104,t=1,p=1$<salt>$<tag>`.
struct PasswordHash: Equatable, LosslessStringConvertible {
    var cost: Argon2Cost
    var salt: [UInt8]
    var tag: [UInt8]

    init(cost: Argon2Cost, salt: [UInt8], tag: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.tag = tag
    }

    /// Reads the text that `description` writes, and nothing else.
    init?(_ description: String) {
        guard description.utf8.count <= 512 else { return nil }
        let parts = description.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19",
            let cost = Self.cost(parts[3]),
            let salt = Base64Alphabet.standard.decode(String(parts[4]), isPadded: false), 8...64 ~= salt.count,
            let tag = Base64Alphabet.standard.decode(String(parts[5]), isPadded: false), 16...64 ~= tag.count
        else { return nil }
        self.init(cost: cost, salt: salt, tag: tag)
    }

    var description: String {
        let salt = Base64Alphabet.standard.encode(salt, isPadded: false)
        let tag = Base64Alphabet.standard.encode(tag, isPadded: false)
        return "$argon2id$v=19$m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)$\(salt)$\(tag)"
    }

    /// The tag that a password has with this salt and cost.
    func tag(of password: String, length: Int, pepper: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard cost.isPossible else { throw .costRefused }
        let password = SecretBytes(copying: password.utf8Span.span)
        return try password.withBytes { password throws(CryptoError) in
            try Argon2Handle.tag(of: password, salt: salt, pepper: pepper, cost: cost, length: length)
        }
    }

    private static func cost(_ text: Substring) -> Argon2Cost? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, let memory = number(parts[0], after: "m="), let passes = number(parts[1], after: "t="),
            let lanes = number(parts[2], after: "p=")
        else { return nil }
        let cost = Argon2Cost(memory: memory, passes: passes, lanes: lanes)
        return cost.isPossible ? cost : nil
    }

    private static func number(_ text: Substring, after name: String) -> UInt32? {
        guard text.hasPrefix(name) else { return nil }
        let digits = text.dropFirst(name.count)
        // Swift's own parser takes a sign and leading zeros.
        guard let number = UInt32(digits), String(number) == digits else { return nil }
        return number
    }
}
