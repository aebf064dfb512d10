/// The right to do one thing with one kind of resource, as in `Permission(.flow, .create)`.
///
/// Its text form, `flow.create`, is the name that audit records keep.
///
/// Of the 159 pairs that the release notes of version 2.0 count, the contract's enumerations hold the 146 of
/// ``grantable``; the other 13 belong to names that are not in the contract: the promotion of flows (1), promotion
/// targets (5), cases (5), and the export and import of plugin defaults (2).
public struct Permission: Sendable, Hashable {
    /// What the right is on.
    public let resource: Resource
    /// What it allows.
    public let action: Action

    /// Makes a permission of its parts, which may be a pair that does not exist: see ``isDefined``.
    ///
    /// - Parameters:
    ///   - resource: What the right is on.
    ///   - action: What it allows.
    public init(_ resource: Resource, _ action: Action) {
        self.resource = resource
        self.action = action
    }

    /// Whether the resource has the action.
    public var isDefined: Bool { resource.actions.contains(action) }

    /// Whether a role can hold the permission.
    public var isGrantable: Bool { resource.isGrantable && isDefined }

    /// Every permission there is, by resource and action.
    public static let all: [Permission] = Resource.allCases.flatMap { resource in
        resource.actions.map { Permission(resource, $0) }
    }

    /// Every permission that a role can hold, by resource and action.
    public static let grantable: [Permission] = all.filter(\.isGrantable)
}

extension Permission: LosslessStringConvertible {
    /// Reads the text form, `nil` if there is no such permission.
    ///
    /// - Parameter text: Resource and action in lower case with a dot between, as in `service_account.create`.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2,
            let resource = Resource(rawValue: parts[0].uppercased()),
            let action = Action(rawValue: parts[1].uppercased())
        else { return nil }
        self.init(resource, action)
        // `uppercased()` folds more than ASCII, so what was read has to be what was written.
        guard isDefined, description == text else { return nil }
    }

    /// Resource and action in lower case with a dot between, as in `service_account.create`.
    public var description: String { "\(resource.rawValue.lowercased()).\(action.rawValue.lowercased())" }
}
