import JSON
import YAML

/// What tasks and triggers of a type are given unless they say otherwise, in the manner of old versions.
struct TypeDefaults {
    /// The type, or what the names of types begin with.
    var prefix: String

    /// Whether it overrides what a task says.
    var isForced: Bool

    /// The properties.
    var pairs: [YAMLNode.Pair]

    func applies(to type: String) -> Bool {
        type == prefix || type.hasPrefix(prefix + ".")
    }

    /// A declaration with the properties that it lacks, or that are forced upon it.
    ///
    /// - Parameters:
    ///   - declaration: The declaration.
    ///   - budget: How many members may be compared; what is compared is taken off.
    /// - Returns: The declaration with the properties, `nil` if the budget does not last.
    func applied(to declaration: Declaration, _ budget: inout Int) -> Declaration? {
        guard case .mapping(let own) = declaration.node.content else { return declaration }
        let merged = isForced ? merge(pairs, over: own, &budget) : merge(own, over: pairs, &budget)
        guard let merged else { return nil }
        var node = declaration.node
        node.content = .mapping(merged)
        return Declaration(node, path: declaration.path)
    }

    /// Members of two mappings; of two with one name the first counts, mappings within are merged likewise.
    private func merge(
        _ first: [YAMLNode.Pair],
        over second: [YAMLNode.Pair],
        _ budget: inout Int
    ) -> [YAMLNode.Pair]? {
        budget -= first.count + second.count
        guard budget >= 0 else { return nil }
        var merged = first
        var places: [String: Int] = [:]
        for (index, pair) in first.enumerated() { places[pair.key.text ?? ""] = index }
        for pair in second {
            guard let index = places[pair.key.text ?? ""] else {
                merged.append(pair)
                continue
            }
            guard case .mapping(let inner) = merged[index].value.content, case .mapping(let others) = pair.value.content
            else { continue }
            guard let both = merge(inner, over: others, &budget) else { return nil }
            merged[index].value.content = .mapping(both)
        }
        return merged
    }
}

extension FlowDecoder {
    private static let maximumDefaults = 100

    mutating func readDefaults(_ members: inout DeclarationMembers) {
        for name in ["pluginDefaults", "taskDefaults"] {
            guard let value = members.member(name), let elements = value.list(&problems) else { continue }
            problems.warn(value, .deprecated, "`\(name)` is deprecated; use a policy, or declare the properties")
            guard elements.count <= Self.maximumDefaults else {
                problems.append(
                    value,
                    .limit,
                    "expected at most \(Self.maximumDefaults) elements, found \(elements.count)"
                )
                continue
            }
            for element in elements {
                if let defaults = typeDefaults(element) { self.defaults.append(defaults) }
            }
        }
    }

    private mutating func typeDefaults(_ element: Declaration) -> TypeDefaults? {
        guard var members = element.members(&problems) else { return nil }
        let type = members.required("type", &problems)?.text(&problems)
        let isForced = members.bool("forced", &problems) ?? false
        let values = members.member("values")
        members.finish(&problems)
        guard let type, let values else { return nil }
        guard case .mapping(let pairs) = values.node.content else {
            values.refuse(expecting: "a mapping", &problems)
            return nil
        }
        guard pairs.count <= Self.maximumDefaults else {
            let message = "expected at most \(Self.maximumDefaults) properties, found \(pairs.count)"
            problems.append(values, .limit, message)
            return nil
        }
        return TypeDefaults(prefix: type, isForced: isForced, pairs: pairs.filter { $0.key.text != "type" })
    }

    /// A task or trigger with what its type gives it.
    mutating func withDefaults(_ declaration: Declaration) -> Declaration {
        guard !defaults.isEmpty, let written = declaration.node["type"]?.text else { return declaration }
        let name = registry[written]?.name ?? written
        var declaration = declaration
        for defaults in defaults where defaults.applies(to: name) || defaults.applies(to: written) {
            guard let applied = defaults.applied(to: declaration, &defaultsLeft) else {
                problems.append(declaration, .limit, "the defaults of types are too many for so many tasks")
                return declaration
            }
            declaration = applied
        }
        return declaration
    }
}
