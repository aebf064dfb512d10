public import JSON

/// Which attributes of a resource a reply shows (RFC 7644 section 3.9).
public struct Projection: Sendable, Equatable {
    /// What is shown of each attribute of the main schema and of those common to all resources.
    private let core: [String: Subset]
    /// What is shown of the attributes of each extension.
    private let extensions: [String: [String: Subset]]

    /// Makes a projection of the parameters of a request.
    ///
    /// Names that the resource type has not are passed over.
    ///
    /// - Parameters:
    ///   - type: The type of the resources.
    ///   - attributes: The paths of what is to be shown; empty for what is shown by default.
    ///   - excludedAttributes: The paths of what is not to be shown.
    /// - Throws: `invalidValue` if both are given, `invalidPath` if one is no path.
    public init(
        of type: ResourceType,
        attributes: [String] = [],
        excludedAttributes: [String] = []
    ) throws(ProvisioningError) {
        guard attributes.isEmpty || excludedAttributes.isEmpty else {
            throw .invalidValue("`attributes` and `excludedAttributes` cannot be given together")
        }
        if attributes.isEmpty, excludedAttributes.isEmpty, let usual = Self.usual[type.name] {
            self = usual
            return
        }
        self = try Projection(selecting: attributes, without: excludedAttributes, of: type)
    }

    /// What is shown of each type where nothing else is asked for.
    private static let usual: [String: Projection] = [ResourceType.user, .group].reduce(into: [:]) { usual, type in
        usual[type.name] = try? Projection(selecting: [], without: [], of: type)
    }

    private init(
        selecting attributes: [String],
        without excludedAttributes: [String],
        of type: ResourceType
    ) throws(ProvisioningError) {
        let selection = Selection(
            type: type,
            included: attributes.isEmpty ? nil : try Selection.parts(attributes, type),
            excluded: try Selection.parts(excludedAttributes, type)
        )
        core = selection.subsets(of: ResourceType.common + type.schema.attributes, in: nil)
        var extensions: [String: [String: Subset]] = [:]
        for schema in type.extensions {
            extensions[schema.id] = selection.subsets(of: schema.attributes, in: schema.id)
        }
        self.extensions = extensions
    }

    /// Whether an attribute can be part of the reply, so that a costly one need not be loaded in vain.
    ///
    /// - Parameter name: The name of an attribute of the main schema in its proper case: `members`, `groups`.
    /// - Returns: Whether the attribute or a part of it is shown.
    public func shows(_ name: String) -> Bool {
        core[name] ?? .nothing != .nothing
    }

    /// The resource with what is to be shown.
    ///
    /// - Parameter resource: The whole resource.
    /// - Returns: Its attributes in the same order.
    public func apply(to resource: JSONObject) -> JSONObject {
        var shown: JSONObject = [:]
        for (name, value) in resource.members {
            guard let subsets = extensions[name] else {
                shown[name] = core[name]?.apply(to: value)
                continue
            }
            var members: JSONObject = [:]
            for (name, value) in value.object?.members ?? [] {
                members[name] = subsets[name]?.apply(to: value)
            }
            shown[name] = members.isEmpty ? .none : .object(members)
        }
        return shown
    }
}

/// What is shown of one attribute.
private enum Subset: Sendable, Equatable {
    case nothing
    case everything
    /// These sub-attributes.
    case only(Set<String>)

    static func parts(of subs: [SchemaAttribute], _ isShown: (SchemaAttribute) -> Bool) -> Subset {
        let shown = subs.filter { $0.returned == .always || ($0.returned != .never && isShown($0)) }
        return shown.count == subs.count ? .everything : .only(Set(shown.map(\.name)))
    }

    func apply(to value: JSON) -> JSON? {
        guard case .only(let names) = self else { return self == .nothing ? .none : value }
        switch value {
        case .object(var object):
            object.removeAll { !names.contains($0.name) }
            return object.isEmpty ? .none : .object(object)
        case .array(let elements):
            let shown = elements.compactMap(apply)
            return shown.isEmpty ? .none : .array(shown)
        default:
            return nil
        }
    }
}

/// The paths that a request names.
private struct Selection {
    enum Part {
        case schema(String)
        case attribute(ResolvedAttribute)
    }

    let type: ResourceType
    let included: [Part]?
    let excluded: [Part]

    static func parts(_ names: [String], _ type: ResourceType) throws(ProvisioningError) -> [Part] {
        var parts: [Part] = []
        for name in names {
            guard let path = AttributePath(parsing: name) else {
                throw .invalidPath("one of the attributes to be shown is no path of an attribute")
            }
            switch type.target(of: path) {
            case .attribute(let attribute)?:
                parts.append(.attribute(attribute))
            case .schema(let schema)?:
                parts.append(.schema(schema.id))
            case nil:
                guard path.description.asciiLowercased == type.schema.id.asciiLowercased else { continue }
                parts.append(.schema(type.schema.id))
            }
        }
        return parts
    }

    func subsets(of attributes: [SchemaAttribute], in schema: String?) -> [String: Subset] {
        Dictionary(
            attributes.map { ($0.name, subset(of: $0, in: schema)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func subset(of attribute: SchemaAttribute, in schema: String?) -> Subset {
        switch attribute.returned {
        case .always: return .everything
        case .never: return .nothing
        case .default, .request: break
        }
        let subs = attribute.subAttributes
        guard let included else {
            guard attribute.returned == .default, !names(attribute, in: schema, excluded) else { return .nothing }
            let hidden = subNames(of: attribute, in: schema, excluded)
            return .parts(of: subs) { $0.returned == .default && !hidden.contains($0.name) }
        }
        if names(attribute, in: schema, included) { return .parts(of: subs) { $0.returned == .default } }
        let shown = subNames(of: attribute, in: schema, included)
        return shown.isEmpty ? .nothing : .parts(of: subs) { shown.contains($0.name) }
    }

    /// Whether the attribute is named as a whole, by itself or by its schema.
    private func names(_ attribute: SchemaAttribute, in schema: String?, _ parts: [Part]) -> Bool {
        let isCommon = schema == nil && type.schema.attribute(named: attribute.name) == nil
        return parts.contains { part in
            switch part {
            case .schema(let urn): !isCommon && urn == schema ?? type.schema.id
            case .attribute(let path):
                path.schema == schema && path.attribute.name == attribute.name && path.subAttribute == nil
            }
        }
    }

    private func subNames(of attribute: SchemaAttribute, in schema: String?, _ parts: [Part]) -> Set<String> {
        var names: Set<String> = []
        for case .attribute(let path) in parts where path.schema == schema && path.attribute.name == attribute.name {
            if let sub = path.subAttribute { names.insert(sub.name) }
        }
        return names
    }
}
