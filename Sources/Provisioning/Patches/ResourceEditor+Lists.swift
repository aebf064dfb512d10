import JSON

extension ResourceEditor {
    /// The list with values added that it has not yet.
    func adding(_ value: JSON?, to old: [JSON], of target: ResolvedAttribute) throws(ProvisioningError) -> JSON {
        guard let value, !value.isNull else { return .array(old) }
        let new = try reader.elements(value.array ?? [value], of: target.attribute, at: target.path)
        var positions = Dictionary(
            old.enumerated().map { (target.attribute.identity(of: $1), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var (list, touched): ([JSON], [Int]) = (old, [])
        for element in new {
            let identity = target.attribute.identity(of: element)
            if let position = positions[identity] {
                list[position] = list[position].overlaid(with: element)
                touched.append(position)
            } else {
                positions[identity] = list.count
                touched.append(list.count)
                list.append(element)
            }
        }
        return try settled(list, touched, target)
    }

    /// The list without its values, or without those that are listed, as one client sends it.
    func removing(_ value: JSON?, from old: [JSON], of target: ResolvedAttribute) throws(ProvisioningError) -> JSON? {
        guard let value, !value.isNull, value.array?.isEmpty != true else {
            guard !target.attribute.isRequired else {
                throw .mutability("`\(target.path)` is required and cannot be removed")
            }
            return nil
        }
        guard reader.profile.removesListedValues else { throw .listedValues(target.path) }
        let listed = try reader.elements(value.array ?? [value], of: target.attribute, at: target.path)
        let identities = Set(listed.map(target.attribute.identity))
        let texts = Set(listed.filter { $0["type"] == nil }.compactMap { $0["value"] })
        let kept = old.filter { element in
            !identities.contains(target.attribute.identity(of: element)) && !texts.contains(element["value"] ?? .null)
        }
        guard !kept.isEmpty || !target.attribute.isRequired else {
            throw .mutability("`\(target.path)` is required and cannot be removed")
        }
        return .array(kept)
    }

    /// The values of a list that replaces another.
    func replacing(with value: JSON?, _ target: ResolvedAttribute) throws(ProvisioningError) -> JSON? {
        guard let value, !value.isNull else { return nil }
        return .array(try reader.elements(value.array ?? [value], of: target.attribute, at: target.path))
    }

    /// The list with a sub-attribute set in some of its elements; one is made if the list is empty.
    func setting(
        _ sub: SchemaAttribute,
        of target: ResolvedAttribute,
        in old: [JSON],
        at positions: [Int],
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?
    ) throws(ProvisioningError) -> JSON {
        guard !old.isEmpty || kind == .remove else {
            return .array([try setting(sub, of: target, in: [:], kind, value)])
        }
        var list = old
        for position in positions {
            list[position] = try setting(sub, of: target, in: old[position].object ?? [:], kind, value)
        }
        return try settled(list, positions, target)
    }

    /// The list without empty elements and repetitions, and with one preferred element at most.
    ///
    /// An element that an operation makes the preferred one takes that from the others.
    func settled(_ list: [JSON], _ touched: [Int], _ target: ResolvedAttribute) throws(ProvisioningError) -> JSON {
        var list = list
        let preferred = Set(touched.filter { list[$0].isPrimary })
        guard preferred.count <= 1 else {
            throw .invalidValue("`\(target.attribute.name)`: `primary` is true more than once")
        }
        if let chosen = preferred.first {
            for position in list.indices where position != chosen && list[position].isPrimary {
                list[position] = list[position].overlaid(with: ["primary": false])
            }
        }
        let merged = target.attribute.merged(list.filter { $0.object?.isEmpty != true })
        guard merged.count <= target.attribute.maximumCount else {
            throw .invalidValue(
                "`\(target.attribute.name)`: expected at most \(target.attribute.maximumCount) values"
            )
        }
        return .array(merged)
    }
}

extension ProvisioningError {
    /// A `remove` with a list of values: the RFC knows no such thing, and taking everything away is not what is meant.
    static func listedValues(_ path: String) -> ProvisioningError {
        .invalidValue(
            "`\(path)`: a `remove` takes no value; name the values in the path, as in `\(path)[value eq \"…\"]`"
        )
    }
}

extension JSON {
    /// The object with the members of another in place of its own.
    func overlaid(with other: JSON) -> JSON {
        guard var object, let additions = other.object else { return other }
        for (name, value) in additions.members {
            object[name] = value
        }
        return .object(object)
    }
}
