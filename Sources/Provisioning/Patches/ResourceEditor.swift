import JSON

/// Changes what is stored of a resource by one operation after the other.
struct ResourceEditor {
    private(set) var attributes: JSONObject
    private(set) var password: ResourceContent.PasswordChange
    let reader: ResourceReader

    init(_ content: ResourceContent, reader: ResourceReader) {
        attributes = content.attributes
        password = content.password
        self.reader = reader
    }

    private var type: ResourceType { reader.type }

    mutating func apply(_ operation: PatchRequest.Operation) throws(ProvisioningError) {
        let (kind, value) = (operation.kind, operation.value)
        switch operation.path {
        case nil:
            guard kind != .remove else { throw .noTarget("a `remove` needs a path") }
            guard let object = value?.object else {
                throw .invalidValue("an operation without a path needs an object as its value")
            }
            try merge(object, kind)
        case .attribute(let path)?:
            switch type.target(of: path) {
            case .attribute(let attribute)?: try change(attribute, kind, value)
            case .schema(let schema)?: try change(schema, kind, value)
            case nil: throw .invalidPath("`\(path)` is not an attribute of a \(type.name)")
            }
        case .values(let path, let filter, let sub)?:
            let (attribute, condition, sub) = try resolve(path, filter, sub)
            try changeValues(of: attribute, where: condition, sub, kind, value)
        }
    }

    // MARK: Whole objects

    /// Takes over the members of an object that stands for the resource.
    private mutating func merge(
        _ object: JSONObject,
        _ kind: PatchRequest.Operation.Kind
    ) throws(ProvisioningError) {
        try reader.refuseRepeatedNames(in: object, "the value")
        for (name, value) in object.members {
            if let schema = type.extension(named: name) {
                try change(schema, kind, value)
            } else if name.asciiLowercased == type.schema.id.asciiLowercased, let inner = value.object {
                try reader.refuseRepeatedNames(in: inner, "`\(type.schema.id)`")
                for (name, value) in inner.members {
                    guard let attribute = type.attribute(named: name) else { continue }
                    try changeIfAllowed(ResolvedAttribute(attribute: attribute), kind, value)
                }
            } else if let attribute = type.attribute(named: name) {
                try changeIfAllowed(ResolvedAttribute(attribute: attribute), kind, value)
            } else {
                try merge(name, value, kind)
            }
        }
    }

    /// Takes over a member whose name is a path, as one client sends it; other unknown names are passed over.
    private mutating func merge(
        _ name: String,
        _ value: JSON,
        _ kind: PatchRequest.Operation.Kind
    ) throws(ProvisioningError) {
        guard let path = try? PatchPath(parsing: name) else { return }
        switch path {
        case .attribute(let plain):
            guard case .attribute(let attribute)? = type.target(of: plain) else { return }
            guard reader.profile.readsPathsAsNames else { throw .invalidPath("`\(name)` is a path; send it as one") }
            try changeIfAllowed(attribute, kind, value)
        case .values:
            guard reader.profile.readsPathsAsNames else { throw .invalidPath("`\(name)` is a path; send it as one") }
            try apply(PatchRequest.Operation(kind, path, value))
        }
    }

    /// Changes an attribute that was not asked for by its path: what only the server sets is passed over.
    private mutating func changeIfAllowed(
        _ attribute: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON
    ) throws(ProvisioningError) {
        guard attribute.attribute.mutability != .readOnly, attribute.leaf.mutability != .readOnly else { return }
        try change(attribute, kind, value)
    }

    private mutating func change(
        _ schema: ResourceSchema,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?
    ) throws(ProvisioningError) {
        guard kind != .remove, let value, !value.isNull else {
            guard kind != .add else { return }
            guard !schema.attributes.contains(where: \.isRequired) else {
                throw .mutability("`\(schema.id)` has attributes that are required")
            }
            attributes[schema.id] = nil
            return
        }
        guard let object = value.object else {
            throw .invalidValue("`\(schema.id)`: expected an object, found \(value.kind)")
        }
        try reader.refuseRepeatedNames(in: object, "`\(schema.id)`")
        for (name, value) in object.members {
            guard let attribute = schema.attribute(named: name) else { continue }
            try changeIfAllowed(ResolvedAttribute(schema: schema.id, attribute: attribute), kind, value)
        }
    }

    // MARK: Attributes

    private mutating func change(
        _ target: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?
    ) throws(ProvisioningError) {
        let attribute = target.attribute
        try refuseReadOnly(target)
        let old = current(target)
        let new: JSON?
        switch (target.subAttribute, kind, attribute.isMultiValued) {
        case (let sub?, _, true):
            let elements = old?.array ?? []
            new = try setting(sub, of: target, in: elements, at: Array(elements.indices), kind, value)
        case (let sub?, _, false):
            new = try setting(sub, of: target, in: old?.object ?? [:], kind, value)
        case (nil, .remove, true):
            new = try removing(value, from: old?.array ?? [], of: target)
        case (nil, .remove, false):
            try refuseUnassigning(attribute, target.path, old)
            new = nil
        case (nil, .add, true):
            new = try adding(value, to: old?.array ?? [], of: target)
        case (nil, .replace, true):
            new = try replacing(with: value, target)
        case (nil, _, false) where attribute.kind == .complex:
            new = try merging(value, into: old?.object ?? [:], of: target, kind)
        case (nil, _, false):
            if kind == .add, value?.isNull != false { return }
            new = try value.flatMap { value throws(ProvisioningError) in
                try reader.value(value, of: attribute, at: target.path)
            }
        }
        if attribute.mutability == .immutable, let old, old != new {
            throw .mutability("`\(target.path)` has a value and cannot be changed")
        }
        set(target, new)
        if attribute.mutability == .writeOnly, new == nil { password = .removed }
    }

    private func refuseReadOnly(_ target: ResolvedAttribute) throws(ProvisioningError) {
        guard target.attribute.mutability != .readOnly, target.leaf.mutability != .readOnly else {
            throw .mutability("`\(target.path)` is set by the service only")
        }
    }

    private func refuseUnassigning(
        _ attribute: SchemaAttribute,
        _ path: String,
        _ old: JSON?
    ) throws(ProvisioningError) {
        guard !attribute.isRequired else { throw .mutability("`\(path)` is required and cannot be removed") }
        guard attribute.mutability != .immutable || old == nil else {
            throw .mutability("`\(path)` has a value and cannot be removed")
        }
    }

    /// The elements of a list.
    func elements(of target: ResolvedAttribute) -> [JSON] {
        current(target)?.array ?? []
    }

    /// Puts another list in the place of a list.
    mutating func setElements(of target: ResolvedAttribute, _ list: JSON) {
        set(target, list)
    }

    private func current(_ target: ResolvedAttribute) -> JSON? {
        (target.schema.map { attributes[$0]?.object ?? [:] } ?? attributes)[target.attribute.name]
    }

    private mutating func set(_ target: ResolvedAttribute, _ value: JSON?) {
        var value = value
        if case .array(let elements)? = value, elements.isEmpty { value = nil }
        if case .object(let members)? = value, members.isEmpty { value = nil }
        guard let schema = target.schema else {
            attributes[target.attribute.name] = value
            return
        }
        var members = attributes[schema]?.object ?? [:]
        members[target.attribute.name] = value
        attributes[schema] = members.isEmpty ? .none : .object(members)
    }

    // MARK: Complex values

    /// The object with its sub-attributes set to those of a value; the others stay.
    private func merging(
        _ value: JSON?,
        into old: JSONObject,
        of target: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind
    ) throws(ProvisioningError) -> JSON? {
        guard let value, !value.isNull else {
            guard kind == .replace else { return .object(old) }
            try refuseUnassigning(target.attribute, target.path, old.isEmpty ? .none : .object(old))
            return nil
        }
        guard let sent = value.object else {
            // The manager as a bare id is a new manager: nothing of the old one stays.
            return try reader.single(value, of: target.attribute, at: target.path)
        }
        return try merging(sent, into: old, of: target, kind)
    }

    private func merging(
        _ sent: JSONObject,
        into old: JSONObject,
        of target: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind
    ) throws(ProvisioningError) -> JSON {
        try reader.refuseRepeatedNames(in: sent, "`\(target.path)`")
        var members = old
        for (name, value) in sent.members {
            guard let sub = target.attribute.subAttribute(named: name), sub.mutability != .readOnly else { continue }
            members = try setting(sub, of: target, in: members, kind, value).object ?? [:]
        }
        return .object(members)
    }

    /// The object with one sub-attribute set or unassigned.
    func setting(
        _ sub: SchemaAttribute,
        of target: ResolvedAttribute,
        in old: JSONObject,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?
    ) throws(ProvisioningError) -> JSON {
        let path = "\(ResolvedAttribute(schema: target.schema, attribute: target.attribute).path).\(sub.name)"
        if kind == .add, value?.isNull != false { return .object(old) }
        let new =
            try kind == .remove
            ? .none
            : value.flatMap { value throws(ProvisioningError) in try reader.value(value, of: sub, at: path) }
        if new == nil { try refuseUnassigning(sub, path, old[sub.name]) }
        if sub.mutability == .immutable, let value = old[sub.name], value != new {
            throw .mutability("`\(path)` has a value and cannot be changed")
        }
        var members = old
        members[sub.name] = new
        return .object(members)
    }
}
