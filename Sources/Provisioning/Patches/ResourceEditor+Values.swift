import JSON

extension ResourceEditor {
    /// Looks up the parts of a path with a filter in brackets.
    func resolve(
        _ path: AttributePath,
        _ filter: Filter,
        _ subName: String?
    ) throws(ProvisioningError) -> (ResolvedAttribute, Condition, SchemaAttribute?) {
        guard case .attribute(let attribute)? = reader.type.target(of: path), attribute.subAttribute == nil,
            attribute.attribute.isMultiValued, attribute.attribute.kind == .complex
        else { throw .invalidPath("`\(path)` is not a list of a \(reader.type.name) that can be filtered") }
        let sub = subName.flatMap { attribute.attribute.subAttribute(named: $0) }
        guard subName == nil || sub != nil else {
            throw .invalidPath("`\(path)` has no sub-attribute of the name that follows the brackets")
        }
        return (attribute, try Condition(filter, onValuesOf: attribute, profile: reader.profile), sub)
    }

    /// Changes the elements of a list that fit a condition, or a sub-attribute of them.
    mutating func changeValues(
        of target: ResolvedAttribute,
        where condition: Condition,
        _ sub: SchemaAttribute?,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?
    ) throws(ProvisioningError) {
        let attribute = target.attribute
        guard attribute.mutability != .readOnly, sub?.mutability != .readOnly else {
            throw .mutability("`\(target.path)` is set by the service only")
        }
        let old = elements(of: target)
        let matches = old.indices.filter { old[$0].object.map(condition.holds) ?? false }
        let new: JSON
        switch (kind, sub) {
        case (.remove, nil):
            let gone = Set(matches)
            let kept = old.indices.filter { !gone.contains($0) }.map { old[$0] }
            guard !kept.isEmpty || old.isEmpty || !attribute.isRequired else {
                throw .mutability("`\(target.path)` is required and cannot be removed")
            }
            new = .array(kept)
        case (.remove, let sub?):
            new = matches.isEmpty ? .array(old) : try setting(sub, of: target, in: old, at: matches, kind, value)
        case (_, _) where matches.isEmpty:
            new = try creating(in: old, of: target, condition, sub, value)
        case (_, let sub?):
            new = try setting(sub, of: target, in: old, at: matches, kind, value)
        case (.add, nil):
            new = try merging(value, into: old, at: matches, of: target)
        case (.replace, nil):
            new = try replacing(old, at: matches, with: value, of: target)
        }
        setElements(of: target, new)
    }

    /// The list with an element that the filter describes, if the client means that by a filter without a match.
    private func creating(
        in old: [JSON],
        of target: ResolvedAttribute,
        _ condition: Condition,
        _ sub: SchemaAttribute?,
        _ value: JSON?
    ) throws(ProvisioningError) -> JSON {
        guard reader.profile.createsMissingElements, var members = condition.described else {
            throw .noTarget("no value of `\(target.path)` fits the filter of the path")
        }
        guard let value, !value.isNull else { return .array(old) }
        if let sub {
            members[sub.name] = try reader.value(value, of: sub, at: "\(target.path).\(sub.name)")
        } else {
            let sent = value.array.flatMap { $0.count == 1 ? $0[0] : .none } ?? value
            guard let element = try reader.single(sent, of: target.attribute, at: target.path) else {
                return .array(old)
            }
            members = element.filled(from: .object(members)).object ?? members
        }
        return try settled(old + [.object(members)], [old.count], target)
    }

    private func merging(
        _ value: JSON?,
        into old: [JSON],
        at positions: [Int],
        of target: ResolvedAttribute
    ) throws(ProvisioningError) -> JSON {
        let element = try one(value, of: target)
        var list = old
        for position in positions {
            try refuseImmutable(old[position], element, target)
            list[position] = old[position].overlaid(with: element)
        }
        return try settled(list, positions, target)
    }

    private func replacing(
        _ old: [JSON],
        at positions: [Int],
        with value: JSON?,
        of target: ResolvedAttribute
    ) throws(ProvisioningError) -> JSON {
        let gone = Set(positions)
        guard let value, !value.isNull else {
            return .array(old.indices.filter { !gone.contains($0) }.map { old[$0] })
        }
        let new = try reader.elements(value.array ?? [value], of: target.attribute, at: target.path)
        guard !new.isEmpty else { throw .invalidValue("`\(target.path)`: expected a value") }
        var (list, touched): ([JSON], [Int]) = ([], [])
        for position in old.indices {
            if position == positions.first {
                touched = Array(list.count..<list.count + new.count)
                list += new
            } else if !gone.contains(position) {
                list.append(old[position])
            }
        }
        return try settled(list, touched, target)
    }

    private func one(_ value: JSON?, of target: ResolvedAttribute) throws(ProvisioningError) -> JSON {
        let sent = value?.array.flatMap { $0.count == 1 ? $0[0] : .none } ?? value ?? .null
        guard let element = try reader.single(sent, of: target.attribute, at: target.path) else {
            throw .invalidValue("`\(target.path)`: expected an object with sub-attributes")
        }
        return element
    }

    private func refuseImmutable(
        _ old: JSON,
        _ new: JSON,
        _ target: ResolvedAttribute
    ) throws(ProvisioningError) {
        for sub in target.attribute.subAttributes where sub.mutability == .immutable {
            guard let before = old[sub.name], let after = new[sub.name], before != after else { continue }
            throw .mutability("`\(target.path).\(sub.name)` has a value and cannot be changed")
        }
    }
}

extension Condition {
    /// The element that a filter describes if it consists of `type eq` and `primary eq` only.
    fileprivate var described: JSONObject? {
        let nodes: [Node] = if case .all(let nodes) = root { nodes } else { [root] }
        var members: JSONObject = [:]
        for node in nodes {
            guard case .comparison(let attribute, .equal, let operand) = node else { return nil }
            switch (attribute.attribute.name, operand) {
            case ("type", .text(_, let written)): members["type"] = .string(written)
            case ("primary", .boolean(let isPrimary)): members["primary"] = .bool(isPrimary)
            default: return nil
            }
        }
        return members
    }
}
