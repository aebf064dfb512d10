import Access
import Audit
import JSON
import Tenancy

/// The contract's `Namespace`.
struct NamespaceReply: JSONReply {
    let profile: Namespace.Profile

    var json: JSON {
        var json: JSONObject = ["id": JSON(profile.name.description), "deleted": false]
        json["description"] = profile.description.map { JSON($0) }
        json["variables"] = profile.variables.isEmpty ? nil : .object(profile.variables)
        for (name, value) in profile.settings.members.members {
            json[name] = value
        }
        return .object(json)
    }
}

/// The contract's `Namespace` as a request.
struct NamespaceRequest: Sendable {
    let profile: Namespace.Profile

    static let fields: [FieldDescription] =
        [
            .body("id", "string", required: true, "The name: parts of letters, digits, `_` and `-`, joined by dots."),
            .body("description", "string", "What the namespace is for."),
            .body("variables", "object", "What flows here and below can refer to by name; not for secrets."),
            .body("allowedNamespaces", "[{namespace}]", "Which namespaces may use what is here; all if left out."),
        ] + FieldDescription.scopeSettings

    init(_ request: Request) throws {
        var fields = try request.fields()
        let name = fields.required("id", .namespace)
        let description = fields.optional("description", .string(length: 0...2000))
        let variables = fields.optional("variables", .object, default: JSONObject())
        var settings = ScopeSettings(reading: &fields)
        settings.keep("allowedNamespaces", .allowedNamespaces, &fields)
        self.profile = Namespace.Profile(
            name: try fields.finish(name),
            description: description,
            variables: variables,
            settings: settings
        )
    }
}

extension FieldRule where Value == JSON {
    fileprivate static var allowedNamespaces: FieldRule {
        FieldRule<[JSON]>.list(
            of: .object { (fields) throws(FieldErrors) -> JSON in
                let name = fields.required("namespace", FieldRule<Namespace.Name>.namespace)
                return ["namespace": JSON(try fields.finish(name).description)]
            },
            count: 0...1000
        ).map { .array($0) }
    }
}

extension Namespace.Profile {
    /// The record of a change of the namespace.
    func changed(from before: Namespace.Profile?, to after: Namespace.Profile?) -> RecordedChange {
        RecordedChange(
            resource: .namespace,
            id: name.description,
            namespace: name,
            before: before.map { NamespaceReply(profile: $0).json },
            after: after.map { NamespaceReply(profile: $0).json }
        )
    }
}
