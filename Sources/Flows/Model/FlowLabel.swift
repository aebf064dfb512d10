/// A label of a flow or of an execution.
public struct FlowLabel: Sendable, Hashable {
    /// The name: a lower-case letter, then letters, digits, `.`, `_` and `-`.
    public var key: String

    /// The value, which is not empty.
    public var value: String

    /// Makes a label.
    ///
    /// - Parameters:
    ///   - key: The name.
    ///   - value: The value.
    public init(key: String, value: String) {
        (self.key, self.value) = (key, value)
    }

    /// What begins the names that only the server gives.
    public static let systemPrefix = "system."

    /// The one label of the server's that a flow may give itself.
    public static let readOnly = "system.readOnly"

    /// Whether text may be the name of a label.
    ///
    /// - Parameter text: The name.
    /// - Returns: Whether it begins with a lower-case letter and goes on with letters, digits, `.`, `_` and `-`.
    public static func isKey(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first.properties.generalCategory == .lowercaseLetter else {
            return false
        }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
            default: ("0"..."9").contains(scalar) || scalar == "." || scalar == "_" || scalar == "-"
            }
        }
    }
}
