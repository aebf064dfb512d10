public import JSON
import Tenancy
import YAML

/// The managed roles, as `Policies/access/roles.yaml` declares them.
public struct RoleTemplates: Sendable {
    /// The templates in the order of the file.
    public let all: [RoleTemplate]

    /// Makes a collection of templates.
    ///
    /// - Parameter templates: The templates; of two with one identifier the first is found.
    public init(_ templates: [RoleTemplate]) {
        all = templates
    }

    /// The template with an identifier, as in `ADMIN`.
    ///
    /// - Parameter id: The identifier.
    public subscript(id: String) -> RoleTemplate? {
        all.first { $0.id == id }
    }

    /// The contract's map of listed templates to what they grant.
    public var json: JSON {
        .object(JSONObject(all.filter(\.isListed).map { ($0.id, $0.permissions.json) }))
    }
}

extension RoleTemplates {
    /// Reads the declaration of the managed roles from a YAML document.
    ///
    /// - Parameter yaml: The text of `Policies/access/roles.yaml`.
    /// - Throws: `FieldErrors` with everything that is wrong, or the one place where the text is no YAML.
    public init(yaml: String) throws(FieldErrors) {
        let declaration: JSON
        do throws(YAMLError) {
            declaration = try YAML.document(Array(yaml.utf8))
        } catch {
            throw FieldErrors("", error.description)
        }
        try self.init(declaration)
    }

    /// Reads the declaration of the managed roles.
    ///
    /// - Parameter declaration: A map of identifiers to `name`, `description`, `permissions`, and optionally `includes`
    ///   and `listed`.
    /// - Throws: `FieldErrors` with everything that is wrong; a role that includes itself is.
    public init(_ declaration: JSON) throws(FieldErrors) {
        guard case .object(let roles) = declaration else {
            throw FieldErrors("", "expected a map of roles, found \(declaration.kind)")
        }
        var (declared, errors) = ([Declared](), FieldErrors())
        for (id, role) in roles.members {
            do throws(FieldErrors) {
                declared.append(try Declared(id, role))
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw errors }
        var templates: [RoleTemplate] = []
        for role in declared {
            var template = role.template
            template.permissions = try Self.permissions(of: role, among: declared, below: [])
            templates.append(template)
        }
        self.init(templates)
    }

    private struct Declared {
        var template: RoleTemplate
        var includes: [String]

        init(_ id: String, _ json: JSON) throws(FieldErrors) {
            var fields = try JSONFields(json, path: id)
            let name = fields.required("name", .string(length: 1...255))
            let description = fields.required("description", .string)
            let includes = fields.optional("includes", .list(of: .string), default: [])
            let isListed = fields.optional("listed", .bool, default: true)
            let permissions = fields.required("permissions", .declaredPermissions)
            let checked = try fields.finish(name, description, permissions)
            self.includes = includes
            template = RoleTemplate(
                id: id,
                name: checked.0,
                description: checked.1,
                isListed: isListed,
                permissions: checked.2
            )
        }
    }

    private static func permissions(
        of role: Declared,
        among roles: [Declared],
        below path: [String]
    ) throws(FieldErrors) -> PermissionSet {
        let id = role.template.id
        guard !path.contains(id) else { throw FieldErrors("\(id).includes", "leads back to `\(id)`") }
        var permissions = role.template.permissions
        for included in role.includes {
            guard let other = roles.first(where: { $0.template.id == included }) else {
                let hint = NearestName.hint(included, among: roles.map(\.template.id))
                throw FieldErrors("\(id).includes", "`\(included)` is not a role\(hint)")
            }
            permissions.formUnion(try Self.permissions(of: other, among: roles, below: path + [id]))
        }
        return permissions
    }
}

extension FieldRule where Value == PermissionSet {
    /// The contract's map of permissions, where `all` may stand for everything, and for every action of a resource.
    fileprivate static var declaredPermissions: FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> PermissionSet in
            guard json != "all" else { return .grantable }
            guard case .object(var map) = json else {
                throw FieldErrors(path, "expected `all` or a map of resources to lists of actions, found \(json.kind)")
            }
            for (name, actions) in map.members where actions == "all" {
                guard let resource = Resource(rawValue: name) else { continue }
                map[name] = JSON(strings: resource.actions.map(\.rawValue))
            }
            return try PermissionSet(json: .object(map), path: path)
        }
    }
}
