public import JSON

/// Why a provisioning request was refused.
///
/// Each case is a status, and mostly a `scimType`, of RFC 7644 section 3.12. The sentences are written for the operator
/// of the identity provider and hold nothing of other resources.
public enum ProvisioningError: Error, Sendable, Equatable {
    /// The filter cannot be read, or asks for what cannot be answered.
    case invalidFilter(String)
    /// The query would have to look at more resources than the server is willing to.
    case tooMany(String)
    /// Another resource has the value already.
    case uniqueness(String)
    /// The change is not compatible with the attribute's mutability or with what the resource is.
    case mutability(String)
    /// The body has not the structure that was expected.
    case invalidSyntax(String)
    /// The path of an operation cannot be read or leads nowhere.
    case invalidPath(String)
    /// The path of an operation yielded nothing that could be changed.
    case noTarget(String)
    /// A required value is missing, or a value has the wrong type or form.
    case invalidValue(String)
    /// The version of the protocol is not served.
    case invalidVersion(String)
    /// The request would show personal data in a URI.
    case sensitive(String)
    /// There is no such resource.
    case notFound(String)
    /// The resource is not in the version that the request asked for.
    case preconditionFailed(String)
    /// What was asked for is not served.
    case notImplemented(String)
}

extension ProvisioningError {
    /// The status of the reply.
    public var status: Int {
        switch self {
        case .invalidFilter, .tooMany, .mutability, .invalidSyntax, .invalidPath, .noTarget, .invalidValue,
            .invalidVersion:
            400
        case .sensitive: 403
        case .notFound: 404
        case .uniqueness: 409
        case .preconditionFailed: 412
        case .notImplemented: 501
        }
    }

    /// The word by which clients tell errors of one status apart, if the RFC has one.
    public var scimType: String? {
        switch self {
        case .invalidFilter: "invalidFilter"
        case .tooMany: "tooMany"
        case .uniqueness: "uniqueness"
        case .mutability: "mutability"
        case .invalidSyntax: "invalidSyntax"
        case .invalidPath: "invalidPath"
        case .noTarget: "noTarget"
        case .invalidValue: "invalidValue"
        case .invalidVersion: "invalidVers"
        case .sensitive: "sensitive"
        case .notFound, .preconditionFailed, .notImplemented: nil
        }
    }

    /// What is wrong, for a reader.
    public var detail: String {
        switch self {
        case .invalidFilter(let detail), .tooMany(let detail), .uniqueness(let detail), .mutability(let detail),
            .invalidSyntax(let detail), .invalidPath(let detail), .noTarget(let detail), .invalidValue(let detail),
            .invalidVersion(let detail), .sensitive(let detail), .notFound(let detail),
            .preconditionFailed(let detail), .notImplemented(let detail):
            detail
        }
    }

    /// The error as the body of a reply.
    public var document: JSON {
        Self.document(status: status, scimType: scimType, detail: detail)
    }

    /// Makes the body of a reply that reports an error.
    ///
    /// - Parameters:
    ///   - status: The status of the reply; written as a string, as the RFC has it.
    ///   - scimType: The word that says more than the status, if there is one.
    ///   - detail: What is wrong, for a reader.
    /// - Returns: A document of the Error schema.
    public static func document(status: Int, scimType: String? = nil, detail: String) -> JSON {
        var document: JSONObject = ["schemas": [.string(MessageSchema.error)], "status": .string(String(status))]
        document["scimType"] = scimType.map { .string($0) }
        document["detail"] = .string(detail)
        return .object(document)
    }
}

extension ProvisioningError: CustomStringConvertible {
    /// What is wrong, for a reader.
    public var description: String { detail }
}
