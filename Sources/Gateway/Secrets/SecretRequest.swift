import HTTP
import JSON
import Secrets
import Tenancy

extension Request {
    /// The namespace that the path names.
    ///
    /// - Throws: ``GateError/hidden`` if it can be none.
    func namespace() throws -> Namespace.Name {
        try identifier("namespace")
    }

    /// The secret that the path names.
    ///
    /// - Throws: ``GateError/hidden`` if it can be none.
    func secret() throws -> SecretAddress {
        SecretAddress(try namespace(), try identifier("key"))
    }
}

extension JSONFields {
    /// Reads what a body says of a secret besides its value.
    mutating func secretDetails() -> SecretDetails {
        SecretDetails(
            description: optional("description", .string(length: 0...2000)),
            tags: optional("tags", .secretTags)
        )
    }
}

extension FieldRule where Value == SecretKey {
    /// The key of a secret.
    static var secretKey: FieldRule {
        .text("a letter or a digit, then at most 254 of letters, digits, `_`, `.` and `-`") { SecretKey($0) }
    }
}

extension FieldRule where Value == SecretValue {
    /// The value of a secret.
    static var secretValue: FieldRule {
        FieldRule<String>.string
            .when("must not be empty") { !$0.isEmpty }
            .when("must have at most \(SecretValue.limit) bytes in UTF-8") { $0.utf8.count <= SecretValue.limit }
            .map { SecretValue($0) }
    }
}

extension FieldRule where Value == SecretMetadata.Tag {
    /// A mark of a secret.
    static var secretTag: FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> SecretMetadata.Tag in
            var fields = try JSONFields(json, path: path)
            let key = fields.required("key", .string(length: 1...128))
            let value = fields.required("value", .string(length: 0...256))
            let (checkedKey, checkedValue) = try fields.finish(key, value)
            return SecretMetadata.Tag(key: checkedKey, value: checkedValue)
        }
    }
}

extension FieldRule where Value == [SecretMetadata.Tag] {
    /// The marks of a secret.
    static var secretTags: FieldRule {
        .list(of: .secretTag, count: 0...50)
            .when("must not name a key twice") { tags in Set(tags.map(\.key)).count == tags.count }
    }
}
