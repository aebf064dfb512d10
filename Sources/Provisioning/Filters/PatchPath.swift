/// The path of an operation of a PATCH (RFC 7644 section 3.5.2).
public enum PatchPath: Sendable, Equatable {
    /// An attribute, a sub-attribute, or a whole extension.
    case attribute(AttributePath)
    /// The values of an attribute that fit a filter, or a sub-attribute of them.
    case values(AttributePath, Filter, subAttribute: String?)

    /// Reads a path.
    ///
    /// - Parameter text: The path: `displayName`, `emails[type eq "work"].value`, or with the schema in front.
    /// - Throws: `invalidPath` if the text is no path.
    public init(parsing text: String) throws(ProvisioningError) {
        if let path = AttributePath(parsing: text) {
            self = .attribute(path)
            return
        }
        do throws(ProvisioningError) {
            var parser = try FilterParser(text)
            let (path, filter, sub) = try parser.valuePath()
            guard path.subAttribute == nil else { throw ProvisioningError.invalidPath("`\(path)` has no values") }
            self = .values(path, filter, subAttribute: sub)
        } catch {
            throw .invalidPath("the path cannot be read: \(error.detail)")
        }
    }
}

extension PatchPath: CustomStringConvertible {
    /// The path as text.
    public var description: String {
        switch self {
        case .attribute(let path): path.description
        case .values(let path, let filter, nil): "\(path)[\(filter)]"
        case .values(let path, let filter, let sub?): "\(path)[\(filter)].\(sub)"
        }
    }
}
