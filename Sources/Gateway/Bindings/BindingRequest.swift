import Access
import JSON
import Postgres
import Tenancy

/// Bindings to be made, each the contract's `ApiCreateBindingRequest`.
struct BindingRequest: Sendable {
    /// The bindings, in the order they were sent.
    let bindings: [Binding]
    /// Where each stands in the body, for messages: empty for the body as a whole, else with a dot at the end.
    private let paths: [String]

    static let fields: [FieldDescription] = [
        .body("type", "USER | GROUP", required: true, "Whom the role is granted to."),
        .body("externalId", "string", required: true, "The identifier of the user, the service account or the group."),
        .body("roleId", "string", required: true, "The role."),
        .body("namespaceId", "string", "The namespace, with all below it; the whole tenant if it is left out."),
    ]

    /// Reads one binding.
    init(one request: Request) throws {
        self.bindings = [try Self.read(try request.json(), at: "")]
        self.paths = [""]
    }

    /// Reads a list of bindings, 1000 at most.
    init(many request: Request) throws {
        guard let list = try request.json().array else { throw FieldErrors("", "expected a list of bindings") }
        guard (1...1000).contains(list.count) else {
            throw FieldErrors("", "expected 1 to 1000 bindings, found \(list.count)")
        }
        var (bindings, errors) = ([Binding](), FieldErrors())
        for (index, json) in list.enumerated() {
            do throws(FieldErrors) {
                bindings.append(try Self.read(json, at: "[\(index)]"))
            } catch {
                errors.append(error)
            }
        }
        guard errors.isEmpty else { throw errors }
        self.bindings = bindings
        self.paths = list.indices.map { "[\($0)]." }
    }

    /// Makes the bindings, all or none, for a caller who has every right that they grant.
    ///
    /// - Throws: `FieldErrors` for roles, accounts and groups that the tenant does not know.
    func create(
        by principal: Principal,
        templates: RoleTemplates,
        in tx: borrowing Transaction
    ) async throws -> [Binding.Detail] {
        let tenant = principal.tenant
        let roles = try await Role.list(bindings.map(\.role), in: tenant, templates: templates, tx)
        let granted = Dictionary(roles.map { ($0.id, $0.permissions) }) { first, _ in first }
        let known = try await Binding.known(bindings.map(\.subject), in: tenant, tx)
        var errors = FieldErrors()
        for (binding, path) in zip(bindings, paths) {
            if granted[binding.role] == nil {
                errors.append("\(path)roleId", "expected a role of the tenant")
            }
            if !known.contains(binding.subject) {
                errors.append(
                    "\(path)externalId",
                    binding.type == .group ? "expected a group of the tenant" : "expected a user that the tenant knows"
                )
            }
        }
        guard errors.isEmpty else { throw errors }
        for binding in bindings {
            try principal.requireRights(granted[binding.role] ?? [], in: binding.namespace)
        }
        try await Binding.create(bindings, in: tenant, tx)
        let details = try await Binding.list(bindings.map(\.id), in: tenant, tx)
        let byID = Dictionary(details.map { ($0.binding.id, $0) }) { first, _ in first }
        return bindings.compactMap { byID[$0.id] }
    }

    private static func read(_ json: JSON, at path: String) throws(FieldErrors) -> Binding {
        var fields = try JSONFields(json, path: path)
        let type = fields.required("type", FieldRule<BindingType>.oneOf)
        let externalID = fields.required("externalId", FieldRule<Identifier<Void>>.identifier())
        let role = fields.required("roleId", FieldRule<Role.ID>.identifier())
        let namespace = fields.optional("namespaceId", .namespace)
        let checked = try fields.finish(type, externalID, role)
        return Binding(
            subject: checked.0 == .user ? .account(Account.ID(checked.1.uuid)) : .group(UserGroup.ID(checked.1.uuid)),
            role: checked.2,
            namespace: namespace
        )
    }
}
