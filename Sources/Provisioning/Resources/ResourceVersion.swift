/// The version of a resource, which grows with every change.
public struct ResourceVersion: Sendable, Hashable {
    /// The number of the revision, from 1.
    public var revision: Int64

    /// Makes a version.
    ///
    /// - Parameter revision: The number of the revision.
    public init(_ revision: Int64) {
        self.revision = revision
    }

    /// The version as `meta.version` and the `ETag` header have it.
    ///
    /// It is weak: what a reply shows depends on the attributes asked for.
    public var entityTag: String { "W/\"\(revision)\"" }
}

/// What `If-Match` or `If-None-Match` says about versions.
public enum VersionCondition: Sendable, Equatable {
    /// `*`: any version.
    case any
    /// One of these.
    case oneOf(Set<ResourceVersion>)

    /// Reads the value of the header; tags are compared weakly, so `"3"` and `W/"3"` are the same.
    ///
    /// A tag that this service never gave matches nothing, which is no error.
    ///
    /// - Parameter header: The value of the header.
    /// - Throws: `invalidSyntax` if it is no list of entity tags.
    public init(parsing header: String) throws(ProvisioningError) {
        let text = header.utf8.filter { $0 != 0x20 && $0 != 0x09 }
        guard text != [UInt8(ascii: "*")] else {
            self = .any
            return
        }
        var versions: Set<ResourceVersion> = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let tag = part.starts(with: "W/".utf8) ? part.dropFirst(2) : part
            guard tag.count >= 2, tag.first == UInt8(ascii: "\""), tag.last == UInt8(ascii: "\""),
                !tag.dropFirst().dropLast().contains(UInt8(ascii: "\""))
            else { throw .invalidSyntax("expected entity tags such as `W/\"1\"` in the condition on the version") }
            let digits = tag.dropFirst().dropLast()
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != UInt8(ascii: "0"),
                let revision = Int64(String(decoding: digits, as: UTF8.self))
            else { continue }
            versions.insert(ResourceVersion(revision))
        }
        self = .oneOf(versions)
    }

    /// Whether a version is one of those named.
    ///
    /// - Parameter version: The version that the resource has.
    /// - Returns: Whether the condition names it.
    public func matches(_ version: ResourceVersion) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let versions): versions.contains(version)
        }
    }
}
