import JSON

/// What a PATCH does to a group, found out without its list of members.
///
/// The cost is that of the members named in the request, however many the group has.
public struct GroupPatch: Sendable, Equatable {
    /// What happens to an attribute with one value.
    public enum Change: Sendable, Equatable {
        /// Nothing.
        case unchanged
        /// It is set.
        case set(String)
        /// It is taken away.
        case unassigned
    }

    /// The group's name; never unassigned.
    public private(set) var displayName: Change = .unchanged
    /// The client's identifier.
    public private(set) var externalID: Change = .unchanged
    /// Whether everybody who is not in `added` leaves the group.
    public private(set) var clearsMembers = false
    /// The ids of those who are in the group afterwards, in the order in which they were named; some may be in already.
    public var added: [String] { additions.sorted { $0.value < $1.value }.map(\.key) }
    /// The ids of those who are not in the group afterwards; some may never have been.
    public private(set) var removed: Set<String> = []

    /// The ids of those who join, with the order in which they were named.
    private var additions: [String: Int] = [:]
    private var named = 0

    /// Plans a PATCH of a group.
    ///
    /// - Parameters:
    ///   - request: The operations.
    ///   - profile: Which liberties the client takes.
    /// - Returns: The plan, or `nil` if an operation depends on who is in the group, as one with a filter on anything but
    ///   `value eq` does: then load the members and apply the request to the whole content.
    /// - Throws: What applying the request would throw.
    public static func plan(
        _ request: PatchRequest,
        profile: IntegrationProfile
    ) throws(ProvisioningError) -> GroupPatch? {
        var plan = GroupPatch()
        let reader = ResourceReader(.group, profile: profile)
        for operation in request.operations {
            guard try plan.take(operation, reader) else { return nil }
        }
        return plan
    }

    /// Whether the request asks for nothing at all.
    public var isEmpty: Bool {
        displayName == .unchanged && externalID == .unchanged && !clearsMembers && additions.isEmpty && removed.isEmpty
    }

    // MARK: Operations

    /// Takes an operation into the plan; `false` if that needs the members.
    private mutating func take(
        _ operation: PatchRequest.Operation,
        _ reader: ResourceReader
    ) throws(ProvisioningError) -> Bool {
        switch operation.path {
        case .attribute(let path)?:
            guard case .attribute(let target)? = ResourceType.group.target(of: path) else {
                throw .invalidPath("`\(path)` is not an attribute of a Group")
            }
            return try take(target, operation.kind, operation.value, reader)
        case .values(let path, let filter, let sub)?:
            return try take(path, filter, sub, operation.kind, reader)
        case nil:
            guard operation.kind != .remove else { throw .noTarget("a `remove` needs a path") }
            guard let object = operation.value?.object else {
                throw .invalidValue("an operation without a path needs an object as its value")
            }
            try reader.refuseRepeatedNames(in: object, "the value")
            for (name, value) in object.members {
                guard let attribute = ResourceType.group.attribute(named: name) else {
                    // A name that is a path or a schema is for the general way to judge.
                    guard (try? PatchPath(parsing: name)) == nil || AttributePath(name).isUnknown else { return false }
                    continue
                }
                guard attribute.mutability != .readOnly else { continue }
                guard try take(ResolvedAttribute(attribute: attribute), operation.kind, value, reader) else {
                    return false
                }
            }
            return true
        }
    }

    private mutating func take(
        _ target: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?,
        _ reader: ResourceReader
    ) throws(ProvisioningError) -> Bool {
        switch target.path {
        case "members":
            try takeMembers(target, kind, value, reader)
            return true
        case "displayName":
            displayName = try change(target, kind, value, reader) ?? displayName
            guard displayName != .unassigned, displayName != .set("") else {
                if kind == .remove { throw .mutability("`displayName` is required and cannot be removed") }
                throw .invalidValue("`displayName`: expected a value")
            }
            return true
        case "externalId":
            externalID = try change(target, kind, value, reader) ?? externalID
            return true
        default:
            guard target.attribute.mutability != .readOnly, target.leaf.mutability != .readOnly else {
                throw .mutability("`\(target.path)` is set by the service only")
            }
            return false
        }
    }

    private func change(
        _ target: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?,
        _ reader: ResourceReader
    ) throws(ProvisioningError) -> Change? {
        guard kind != .remove else { return .unassigned }
        guard let text = try reader.value(value ?? .null, of: target.attribute, at: target.path)?.string else {
            return kind == .add ? nil : .unassigned
        }
        return .set(text)
    }

    // MARK: Members

    private mutating func takeMembers(
        _ target: ResolvedAttribute,
        _ kind: PatchRequest.Operation.Kind,
        _ value: JSON?,
        _ reader: ResourceReader
    ) throws(ProvisioningError) {
        let isAbsent = value?.isNull != false || (kind == .remove && value?.array?.isEmpty == true)
        guard !isAbsent, let value else {
            if kind != .add { clear() }
            return
        }
        if kind == .remove, !reader.profile.removesListedValues { throw .listedValues(target.path) }
        let ids = try GroupMember.ids(in: value, target.attribute, reader)
        if kind == .replace { clear() }
        for id in ids {
            if kind == .remove { remove(id) } else { add(id) }
        }
    }

    /// Takes an operation whose path picks members by their ids.
    private mutating func take(
        _ path: AttributePath,
        _ filter: Filter,
        _ sub: String?,
        _ kind: PatchRequest.Operation.Kind,
        _ reader: ResourceReader
    ) throws(ProvisioningError) -> Bool {
        guard case .attribute(let target)? = ResourceType.group.target(of: path), target.path == "members",
            kind == .remove, sub == nil
        else { return false }
        let condition = try Condition(filter, onValuesOf: target, profile: reader.profile)
        guard let ids = condition.root.memberIDs else { return false }
        for id in ids {
            remove(id)
        }
        return true
    }

    private mutating func clear() {
        clearsMembers = true
        additions = [:]
        removed = []
    }

    private mutating func add(_ id: String) {
        removed.remove(id)
        guard additions[id] == nil else { return }
        additions[id] = named
        named += 1
    }

    private mutating func remove(_ id: String) {
        additions[id] = nil
        if !clearsMembers { removed.insert(id) }
    }
}

extension Condition.Node {
    /// The ids that a filter on members picks, `nil` if it looks at anything else.
    fileprivate var memberIDs: [String]? {
        switch self {
        case .comparison(let attribute, .equal, .text(let id, _)) where attribute.attribute.name == "value":
            return [id]
        case .any(let nodes):
            var ids: [String] = []
            for node in nodes {
                guard let more = node.memberIDs else { return nil }
                ids += more
            }
            return ids
        default:
            return nil
        }
    }
}

extension AttributePath {
    /// Whether a plain name is one that a group has not.
    fileprivate var isUnknown: Bool {
        attribute.utf8.allSatisfy(\.isNameByte) && ResourceType.group.target(of: self) == nil
    }
}
