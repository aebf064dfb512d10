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
    func applied(to declaration: Declaration) -> Declaration {
        guard case .mapping(let own) = declaration.node.content else { return declaration }
        var node = declaration.node
        node.content = .mapping(isForced ? merge(pairs, over: own) : merge(own, over: pairs))
        return Declaration(node, path: declaration.path)
    }

    /// Members of two mappings; of two with one name the first counts, mappings within are merged likewise.
    private func merge(_ first: [YAMLNode.Pair], over second: [YAMLNode.Pair]) -> [YAMLNode.Pair] {
        var merged = first
        for pair in second {
            guard let index = merged.firstIndex(where: { $0.key.text == pair.key.text }) else {
                merged.append(pair)
                continue
            }
            guard case .mapping(let inner) = merged[index].value.content, case .mapping(let others) = pair.value.content
            else { continue }
            merged[index].value.content = .mapping(merge(inner, over: others))
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
    func withDefaults(_ declaration: Declaration) -> Declaration {
        guard !defaults.isEmpty, let written = declaration.node["type"]?.text else { return declaration }
        let name = registry[written]?.name ?? written
        return defaults.reduce(declaration) { declaration, defaults in
            guard defaults.applies(to: name) || defaults.applies(to: written) else { return declaration }
            return defaults.applied(to: declaration)
        }
    }
}
