/// What a password must be like.
public struct PasswordPolicy: Sendable, Equatable {
    /// The fewest characters.
    public var minimumLength: Int

    /// Makes a policy.
    public init(minimumLength: Int = 8) {
        self.minimumLength = minimumLength
    }

    /// The most bytes of UTF-8 that are hashed; a longer password is refused, not cut.
    public static let maximumBytes = 1024

    /// What a password lacks, in sentences; empty if it is good.
    public func faults(in password: String) -> [String] {
        var faults = faultsOfLength(in: password)
        if !password.contains(where: \.isUppercase) || !password.contains(where: \.isLowercase) {
            faults.append("expected upper-case and lower-case letters")
        }
        if !password.contains(where: \.isNumber) {
            faults.append("expected a digit")
        }
        return faults
    }

    /// What a password lacks in length, in sentences; empty if it is long enough and not too long.
    func faultsOfLength(in password: String) -> [String] {
        var faults: [String] = []
        if password.count < minimumLength {
            faults.append("expected at least \(minimumLength) characters")
        }
        if password.utf8.count > Self.maximumBytes {
            faults.append("expected at most \(Self.maximumBytes) bytes")
        }
        return faults
    }
}
