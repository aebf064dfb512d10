public import JSON
import Tenancy

/// What a tenant or a namespace says of the work in it: limits, where it runs, and what is to be known of it.
///
/// They are kept as the contract writes them, but for what would hold secrets, which is refused. What this version cannot
/// keep its word about, such as a secret manager of the tenant's own, is refused as well, with what it can.
public struct ScopeSettings: Sendable, Equatable {
    /// The settings by the names of the contract, without those that are not set.
    public var members: JSONObject

    /// Takes settings that were checked before, such as stored ones.
    package init(_ members: JSONObject = JSONObject()) {
        self.members = members
    }

    /// Reads the settings that tenants and namespaces have in common.
    ///
    /// - Parameter fields: The fields of a request, where everything that is wrong is noted.
    package init(reading fields: inout JSONFields) {
        self.init()
        keep("defaultWorkerSelector", .workerSelector, &fields)
        keep("concurrency", .concurrency, &fields)
        keep("quotas", .quotas, &fields)
        keep("outputsInInternalStorage", .flag, &fields)
        keep("secretType", .supportedSecretType, &fields)
        for name in ["storageIsolation", "secretIsolation"] {
            _ = fields.optional(name, .noIsolation)
        }
        _ = fields.optional(
            "secretReadOnly",
            FieldRule<Bool>.bool.when("only `false` is supported: secrets are kept by this service") { !$0 }
        )
        for (name, reason) in Self.unsupported {
            let value = fields.optional(name, FieldRule<JSON>.json)
            if let value, value.object?.isEmpty != true {
                fields.refuse(name, reason)
            }
        }
        fields.ignore("deleted")
    }

    /// Reads one more setting.
    package mutating func keep(_ name: String, _ rule: FieldRule<JSON>, _ fields: inout JSONFields) {
        members[name] = fields.optional(name, rule)
    }

    private static let unsupported = [
        ("storageType", "is not supported: files are kept in the storage of the instance"),
        ("storageConfiguration", "is not supported: files are kept in the storage of the instance"),
        ("secretConfiguration", "is not supported: `postgres` needs none"),
        ("workerSecretManagerMode", "is not supported: secrets are kept by this service"),
        ("sdkDefaultAuthentication", "is not supported: make a service account, and keep its token as a secret"),
    ]
}

extension FieldRule where Value == JSON {
    /// `true` or `false`, kept as it is.
    package static var flag: FieldRule { FieldRule<Bool>.bool.map { .bool($0) } }

    /// Text of a length, kept as it is.
    package static func kept(length: ClosedRange<Int>) -> FieldRule {
        FieldRule<String>.string(length: length).map { .string($0) }
    }

    /// An object of texts, each of which may be left out.
    package static func texts(_ names: [String]) -> FieldRule {
        .object { (fields) throws(FieldErrors) -> JSON in
            var object = JSONObject()
            for name in names {
                object[name] = fields.optional(name, .kept(length: 0...255))
            }
            try fields.finish()
            return .object(object)
        }
    }

    fileprivate static var workerSelector: FieldRule {
        .object { (fields) throws(FieldErrors) -> JSON in
            var object = JSONObject()
            object["tags"] = fields.optional("tags", .list(of: .label, count: 0...20)).map { JSON(strings: $0) }
            object["match"] = fields.optional("match", .name(of: ["ALL", "ANY"]))
            object["fallback"] = fields.optional("fallback", .name(of: ["FAIL", "WAIT", "CANCEL", "IGNORE"]))
            try fields.finish()
            return .object(object)
        }
    }

    fileprivate static var concurrency: FieldRule {
        .object { (fields) throws(FieldErrors) -> JSON in
            let limit = fields.required("limit", .integer(1...Int(Int32.max)))
            let behavior = fields.required("behavior", FieldRule<JSON>.name(of: ["QUEUE", "CANCEL", "FAIL"]))
            let checked = try fields.finish(limit, behavior)
            return ["limit": JSON(checked.0), "behavior": checked.1]
        }
    }

    fileprivate static var quotas: FieldRule {
        FieldRule<[JSON]>.list(of: .quota, count: 0...20).map { .array($0) }
    }

    private static var quota: FieldRule {
        .object { (fields) throws(FieldErrors) -> JSON in
            let duration = fields.required("duration", .duration)
            let limit = fields.required("limit", .integer(1...Int.max))
            let behavior = fields.required("behavior", FieldRule<JSON>.name(of: ["FAIL", "CANCEL"]))
            let checked = try fields.finish(duration, limit, behavior)
            return ["duration": .string(checked.0), "limit": JSON(checked.1), "behavior": checked.2]
        }
    }

    fileprivate static var supportedSecretType: FieldRule {
        FieldRule<String>.string.when("only `postgres` is supported") { $0 == "postgres" }.map { .string($0) }
    }

    /// An isolation that isolates nothing.
    fileprivate static var noIsolation: FieldRule {
        .object { (fields) throws(FieldErrors) -> JSON in
            _ = fields.optional("enabled", FieldRule<Bool>.bool.when("only `false` is supported") { !$0 })
            _ = fields.optional("deniedServices", .list(of: .string, count: 0...0))
            try fields.finish()
            return .null
        }
    }

    private static func name(of names: [String]) -> FieldRule {
        let expected = names.map { "`\($0)`" }.joined(separator: ", ")
        return .text("one of \(expected)") { names.contains($0) ? .string($0) : nil }
    }
}

extension FieldRule where Value == String {
    /// A label of RFC 1123: lower-case letters, digits and hyphens, a letter or a digit at either end.
    fileprivate static var label: FieldRule {
        .text("a label: lower-case letters, digits and inner hyphens, 64 characters at most") { text in
            let isLabel = text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
            return isLabel && (1...64).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
                ? text : nil
        }
    }

    /// A duration of ISO 8601 in days, hours, minutes and whole seconds, longer than none.
    fileprivate static var duration: FieldRule {
        .text("a duration of ISO 8601, as in `PT1H` or `P1D`") { isDuration($0) ? $0 : nil }
    }

    private static func isDuration(_ text: String) -> Bool {
        guard text.hasPrefix("P"), text.utf8.count <= 32 else { return false }
        var (units, digits, isTime, total) = (Substring("D"), 0, false, 0)
        for character in text.dropFirst() {
            if let digit = character.wholeNumberValue, character.isASCII {
                (digits, total) = (digits + 1, total + digit)
            } else if character == "T", !isTime, digits == 0 {
                (isTime, units) = (true, "HMS")
            } else if digits > 0, let index = units.firstIndex(of: character) {
                (digits, units) = (0, units[units.index(after: index)...])
            } else {
                return false
            }
        }
        return digits == 0 && total > 0 && text.last != "T"
    }
}
