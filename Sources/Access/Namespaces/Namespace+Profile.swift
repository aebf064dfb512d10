public import JSON
public import Tenancy

extension Namespace {
    /// What is known of a namespace.
    public struct Profile: Sendable, Equatable {
        /// The name, which identifies the namespace in its tenant.
        public var name: Name
        /// What the namespace is for.
        public var description: String?
        /// What its flows, and those of the namespaces below, can refer to by name.
        public var variables: JSONObject
        /// Limits and preferences.
        public var settings: ScopeSettings

        /// Makes a profile of its parts.
        package init(name: Name, description: String?, variables: JSONObject, settings: ScopeSettings) {
            self.name = name
            self.description = description
            self.variables = variables
            self.settings = settings
        }
    }

    /// The variables of several namespaces as one: where two have the same, the later counts, and objects are joined.
    ///
    /// - Parameter layers: The variables, those that count least first.
    /// - Returns: All of them.
    package static func merged(_ layers: [JSONObject]) -> JSONObject {
        layers.reduce(into: JSONObject()) { result, layer in
            for (name, value) in layer.members {
                if let below = result[name]?.object, let above = value.object {
                    result[name] = .object(merged([below, above]))
                } else {
                    result[name] = value
                }
            }
        }
    }
}
