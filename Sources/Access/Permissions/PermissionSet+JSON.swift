public import JSON
import Tenancy

extension PermissionSet {
    /// The contract's map of resources to lists of actions, without the resources that have none.
    public var json: JSON {
        var map = JSONObject()
        for resource in Resource.allCases {
            let actions = actions(on: resource)
            guard !actions.isEmpty else { continue }
            map[resource.rawValue] = JSON(strings: actions.map(\.rawValue))
        }
        return .object(map)
    }

    /// Reads the contract's map of resources to lists of actions: `{"FLOW": ["VIEW", "LIST"]}`.
    ///
    /// A resource may be `null` or have an empty list. The action `READ`, of the contract's version 1, stands for what
    /// reading meant there: to view, list, follow and export, and to access logs, outputs and files.
    ///
    /// - Parameters:
    ///   - json: The map.
    ///   - path: The path of the map, for messages.
    /// - Throws: `FieldErrors` for every name that is unknown, and every permission that a role cannot hold.
    public init(json: JSON, path: String = "permissions") throws(FieldErrors) {
        guard case .object(let map) = json else {
            throw FieldErrors(path, "expected a map of resources to lists of actions, found \(json.kind)")
        }
        self.init()
        var errors = FieldErrors()
        for (name, value) in map.members {
            let field = path.isEmpty ? Self.shortened(name) : "\(path).\(Self.shortened(name))"
            guard let resource = Resource(rawValue: name) else {
                let hint = NearestName.hint(name, among: Resource.allCases.filter(\.isGrantable).map(\.rawValue))
                errors.append(field, "is not a known resource\(hint)")
                continue
            }
            switch value {
            case .null: continue
            case .array(let actions): insert(actions, on: resource, at: field, &errors)
            default: errors.append(field, "expected a list of actions, found \(value.kind)")
            }
        }
        guard errors.isEmpty else { throw errors }
    }

    private mutating func insert(
        _ actions: [JSON],
        on resource: Resource,
        at field: String,
        _ errors: inout FieldErrors
    ) {
        guard !actions.isEmpty else { return }
        guard resource.isGrantable else {
            let reason = resource.grantedThrough.map { "; what concerns it is given through `\($0.rawValue)`" } ?? ""
            return errors.append(field, "cannot be given by a role\(reason)")
        }
        for (position, element) in actions.enumerated() {
            guard case .string(let name) = element else {
                errors.append("\(field)[\(position)]", "expected the name of an action, found \(element.kind)")
                continue
            }
            if name == "READ" {
                formUnion(Self.reading(resource))
            } else if let action = Action(rawValue: name), resource.actions.contains(action) {
                insert(Permission(resource, action))
            } else {
                let names = resource.actions.map(\.rawValue)
                let hint = NearestName.hint(name, among: names)
                let expected = names.map { "`\($0)`" }.joined(separator: ", ")
                errors.append(
                    "\(field)[\(position)]",
                    hint.isEmpty ? "expected one of \(expected)" : "is not an action of `\(resource.rawValue)`\(hint)"
                )
            }
        }
    }

    private static func reading(_ resource: Resource) -> PermissionSet {
        let actions: [Action] = [.view, .list, .follow, .accessLogs, .accessOutputs, .accessFiles, .export]
        return PermissionSet(actions.filter(resource.actions.contains).map { Permission(resource, $0) })
    }

    private static func shortened(_ name: String) -> String {
        name.unicodeScalars.count <= 64 ? name : "\(name.unicodeScalars.prefix(64))..."
    }
}

extension FieldRule where Value == PermissionSet {
    /// The contract's map of resources to lists of actions.
    public static var permissions: FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> PermissionSet in try PermissionSet(json: json, path: path) }
    }
}
