import Access
import JSON

/// The contract's `CreateApiTokenRequest`.
struct TokenRequest: Sendable {
    /// What the token shall be.
    let draft: APIToken.Draft

    static let fields: [FieldDescription] = [
        .body("name", "string", required: true, "1 to 63 lower-case letters and digits, with single hyphens between."),
        .body("description", "string", "What the token is for."),
        .body(
            "maxAge",
            "string",
            "How long it is good, as in `P30D` or `PT8H`; if it is left out, until it is deleted."
        ),
        .body("extended", "boolean", "Whether each use puts off the end by `maxAge`."),
    ]

    init(_ request: Request) throws {
        var fields = try request.fields()
        let name = fields.required("name", .name)
        let description = fields.optional("description", .string(length: 0...2000))
        let lifetime = fields.optional("maxAge", .lifetime)
        let isExtended = fields.optional("extended", .bool, default: false)
        self.draft = APIToken.Draft(
            name: try fields.finish(name),
            description: description,
            lifetime: lifetime,
            isExtended: isExtended
        )
    }
}

extension FieldRule where Value == String {
    /// The name of a token or of a service account.
    static var name: FieldRule {
        .text("1 to 63 lower-case letters and digits, with single hyphens between") { text in
            ServiceAccount.isName(text) ? text : nil
        }
    }
}

extension FieldRule where Value == ISODuration {
    /// How long a token is good.
    static var lifetime: FieldRule {
        .text("a duration of ISO 8601 above zero and up to a hundred years, as in `P30D` or `PT8H`") { text in
            ISODuration(text).flatMap { $0.duration > .zero ? $0 : nil }
        }
    }
}

extension JSONFields {
    /// Whether an account manages the instance, by the contract's name or by that of its newer clients.
    mutating func superadmin() -> Bool? {
        let current = optional("superAdmin", .bool)
        let newer = optional("instanceOwner", .bool)
        return current ?? newer
    }
}
