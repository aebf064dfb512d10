import Access
import Audit
import Crypto
import JSON
import Tenancy

/// The contract's `Tenant`, and with an image its `ApiTenant`.
struct TenantReply: JSONReply {
    let profile: Tenant.Profile
    var logo: Image?

    init(profile: Tenant.Profile) {
        self.profile = profile
    }

    init(profile: Tenant.Profile, logo: Image) {
        self.profile = profile
        self.logo = logo
    }

    var json: JSON {
        var json: JSONObject = [
            "id": JSON(profile.slug.description), "name": JSON(profile.name), "deleted": false,
        ]
        for (name, value) in profile.settings.members.members {
            json[name] = value
        }
        json["logo"] = logo.map { JSON("data:\($0.type.rawValue);base64,\(Base64.encode($0.bytes))") }
        return .object(json)
    }
}

/// The contract's `Tenant` as a request.
struct TenantRequest: Sendable {
    let slug: Tenant.Slug
    let name: String
    let settings: ScopeSettings

    static let fields: [FieldDescription] =
        [
            .body("id", "string", required: true, "The name in paths: lower-case letters, digits, `_` and `-`."),
            .body("name", "string", required: true, "The name for people, 1 to 255 characters."),
            .body(
                "requireExistingNamespace",
                "boolean",
                "Whether things may be put only into namespaces that were made."
            ),
            .body("settings", "{dashboard}", "Preferences: the default dashboards."),
            .body("appCatalogConfig", "object", "How the catalog of apps looks."),
        ] + FieldDescription.scopeSettings

    init(_ request: Request) throws {
        var fields = try request.fields()
        let slug = fields.required("id", FieldRule<Tenant.Slug>.tenant)
        let name = fields.required("name", .string(length: 1...255))
        var settings = ScopeSettings(reading: &fields)
        settings.keep("requireExistingNamespace", .flag, &fields)
        settings.keep("settings", .preferences, &fields)
        settings.keep(
            "appCatalogConfig",
            .texts(["title", "titleColor", "primaryColor", "backgroundColor", "tileColor", "buttonTextColor"]),
            &fields
        )
        fields.ignore("logo")
        (self.slug, self.name) = try fields.finish(slug, name)
        self.settings = settings
    }
}

/// The contract's `DashboardSettings`.
enum DefaultDashboards {
    static let names = ["defaultHomeDashboard", "defaultFlowOverviewDashboard", "defaultNamespaceOverviewDashboard"]

    /// What a tenant has chosen.
    static func of(_ profile: Tenant.Profile) -> JSON {
        profile.settings.members["settings"]?["dashboard"] ?? [:]
    }
}

extension FieldRule where Value == JSON {
    /// The contract's `TenantPreferencesSettings`.
    fileprivate static var preferences: FieldRule {
        .object { (fields) throws(FieldErrors) -> JSON in
            var object = JSONObject()
            object["dashboard"] = fields.optional("dashboard", .texts(DefaultDashboards.names))
            try fields.finish()
            return .object(object)
        }
    }
}

extension FieldRule where Value == Tenant.Slug {
    /// The name of a tenant in paths.
    static var tenant: FieldRule {
        .text("lower-case letters, digits, `_` and `-`, beginning with a letter or a digit, 100 characters at most") {
            Tenant.Slug($0)
        }
    }
}

extension FieldDescription {
    /// The settings that tenants and namespaces have in common.
    static let scopeSettings: [FieldDescription] = [
        .body("defaultWorkerSelector", "{tags, match, fallback}", "Where tasks run that do not say it."),
        .body("concurrency", "{limit, behavior}", "How many executions run at once, and what becomes of more."),
        .body("quotas", "[{duration, limit, behavior}]", "How many executions may start in a time."),
        .body("outputsInInternalStorage", "boolean", "Accepted for compatibility."),
        .body("secretType", "postgres", "Where secrets are kept; no other place is supported."),
    ]
}

extension Tenant.Profile {
    /// The record of a change of the tenant.
    func changed(from before: Tenant.Profile?, to after: Tenant.Profile?) -> RecordedChange {
        RecordedChange(
            resource: .tenant,
            id: slug.description,
            before: before?.recorded,
            after: after?.recorded
        )
    }

    private var recorded: JSON {
        var json = TenantReply(profile: self).json.object ?? JSONObject()
        json["tenantId"] = JSON(id.description)
        return .object(json)
    }
}
