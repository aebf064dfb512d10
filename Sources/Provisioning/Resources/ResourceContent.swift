public import JSON

/// What clients have set of a resource: names in their proper case, checked values, and nothing that the server derives.
///
/// This is what is stored. A password is not part of the attributes and appears in no description.
public struct ResourceContent: Sendable, Equatable {
    /// What a request does to a user's password.
    public enum PasswordChange: Sendable, Equatable {
        /// Nothing.
        case unchanged
        /// Sets it.
        case replaced(String)
        /// Takes it away.
        case removed
    }

    /// The attributes, those of extensions in an object under the extension's URN.
    public var attributes: JSONObject
    /// What happens to the password.
    public var password: PasswordChange

    /// Makes content of attributes that have been checked before.
    ///
    /// - Parameters:
    ///   - attributes: The attributes as they are stored.
    ///   - password: What happens to the password.
    public init(attributes: JSONObject, password: PasswordChange = .unchanged) {
        self.attributes = attributes
        self.password = password
    }
}

extension ResourceContent.PasswordChange: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What happens, without the password.
    public var description: String {
        switch self {
        case .unchanged: "unchanged"
        case .replaced: "replaced by <redacted>"
        case .removed: "removed"
        }
    }

    /// What happens, without the password.
    public var debugDescription: String { description }

    /// Shows nothing of the password.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
