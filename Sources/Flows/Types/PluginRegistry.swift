import Tenancy

/// The types that declarations may use.
package struct PluginRegistry: Sendable {
    /// The groups in the order of their names.
    package let groups: [PluginGroup]

    /// Types by their names and former names.
    private let types: [String: PluginType]

    init(_ groups: [PluginGroup]) {
        self.groups = groups
        var types: [String: PluginType] = [:]
        for type in groups.flatMap(\.types) {
            for name in [type.name] + type.formerNames {
                types[name] = type
            }
        }
        self.types = types
    }

    /// The types that are built in.
    package static let core = PluginRegistry(PluginGroup.core)

    /// All types in the order of their names.
    package var all: [PluginType] { groups.flatMap(\.types) }

    /// The type of a name, also of a former one.
    ///
    /// - Parameter name: The name in full.
    package subscript(name: String) -> PluginType? { types[name] }

    /// A sentence part that proposes a type for a name that is none, empty if none is near.
    ///
    /// - Parameters:
    ///   - name: The name that is none.
    ///   - isAccepted: Whether a type could be meant.
    /// - Returns: Text such as `; did you mean ...?`.
    func hint(_ name: String, where isAccepted: (PluginType) -> Bool) -> String {
        let candidates = all.filter { isAccepted($0) && !$0.isDeprecated }
        // A name without its package, or with another, is still told by its last part.
        let last = name.split(separator: ".").last.map { String($0) } ?? name
        if let same = candidates.first(where: { $0.shortName.lowercased() == last.lowercased() }) {
            return "; did you mean `\(same.name)`?"
        }
        guard let near = NearestName.of(last, among: candidates.map(\.shortName)),
            let type = candidates.first(where: { $0.shortName == near })
        else { return "" }
        return "; did you mean `\(type.name)`?"
    }
}

/// Types that belong together.
package struct PluginGroup: Sendable {
    /// What all their names begin with: `io.kestra.plugin.core.log`.
    package let name: String

    /// What they have in common, in a word or two.
    package let title: String

    /// What they have in common, in a sentence.
    package let summary: String

    /// The types in the order of their names.
    package let types: [PluginType]

    init(_ name: String, _ title: String, _ summary: String, _ types: [PluginType]) {
        (self.name, self.title, self.summary) = (name, title, summary)
        self.types = types.sorted { $0.name < $1.name }
    }
}
