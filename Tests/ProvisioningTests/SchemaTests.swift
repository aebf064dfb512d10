import JSON
import Provisioning
import Testing

@Suite("Publishing schemas")
struct SchemaTests {
    /// Each attribute in one line: its path, type and what differs from the defaults.
    private func lines(_ schema: ResourceSchema) throws -> [String] {
        let attributes = try #require(schema.document(base: "")["attributes"]?.array)
        return attributes.flatMap { lines($0, "") }
    }

    private func lines(_ attribute: JSON, _ prefix: String) -> [String] {
        func text(_ name: String) -> String { attribute[name]?.string ?? "" }
        var line = "\(prefix)\(text("name")) \(text("type"))"
        if attribute["multiValued"] == true { line += "*" }
        if attribute["required"] == true { line += " required" }
        if attribute["caseExact"] == true { line += " exact" }
        if text("mutability") != "readWrite" { line += " \(text("mutability"))" }
        if text("returned") != "default" { line += " returned:\(text("returned"))" }
        if text("uniqueness") != "none" { line += " unique:\(text("uniqueness"))" }
        for name in ["canonicalValues", "referenceTypes"] {
            guard let values = attribute[name]?.array, !values.isEmpty else { continue }
            line += " \(values.compactMap(\.string).joined(separator: "|"))"
        }
        let subs = attribute["subAttributes"]?.array ?? []
        return [line] + subs.flatMap { lines($0, "\(prefix)\(text("name")).") }
    }

    @Test func `publishes users`() throws {
        let list = try lines(.user)
        let names = Set(
            list.filter { !$0.split(separator: " ")[0].contains(".") }.map { String($0.split(separator: " ")[0]) }
        )
        #expect(
            names == [
                "userName", "name", "displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage",
                "locale",
                "timezone", "active", "password", "emails", "phoneNumbers", "ims", "photos", "addresses", "groups",
                "entitlements", "roles", "x509Certificates",
            ]
        )
        let expected = [
            "userName string required unique:server", "name complex", "name.honorificSuffix string",
            "profileUrl reference external",
            "active boolean", "password string exact writeOnly returned:never", "emails complex*",
            "emails.value string",
            "emails.type string work|home|other", "emails.primary boolean", "emails.display string",
            "phoneNumbers.type string work|home|mobile|fax|pager|other",
            "ims.type string aim|gtalk|icq|xmpp|msn|skype|qq|yahoo",
            "photos.value reference external", "photos.type string photo|thumbnail", "addresses.streetAddress string",
            "addresses.country string", "groups complex* readOnly", "groups.value string exact readOnly",
            "groups.$ref reference exact readOnly Group", "groups.type string readOnly direct|indirect",
            "x509Certificates.value binary exact", "roles.primary boolean", "entitlements.type string",
        ]
        for line in expected {
            #expect(list.contains(line), "\(line)")
        }
        #expect(list.count == 21 + 6 + 4 * 7 + 8 + 4)
    }

    @Test func `publishes the enterprise extension and groups`() throws {
        #expect(
            try lines(.enterpriseUser) == [
                "employeeNumber string", "costCenter string", "organization string", "division string",
                "department string",
                "manager complex", "manager.value string exact", "manager.$ref reference exact User",
                "manager.displayName string readOnly",
            ]
        )
        #expect(
            try lines(.group) == [
                "displayName string required unique:server", "members complex*", "members.value string exact immutable",
                "members.$ref reference exact immutable User", "members.type string immutable User",
            ]
        )
    }

    @Test func `describes its own documents`() throws {
        let config = ServiceProviderConfig(maximumResults: 100, documentationURI: "https://docs.example.com")
        var documents: [(JSON, ResourceSchema)] = [
            (config.document(base: "https://x"), .serviceProviderConfig),
            (ResourceType.user.document(base: "https://x"), .resourceType),
            (ResourceType.group.document(base: "https://x"), .resourceType),
        ]
        // The schema of schemas cannot describe itself: it nests a level deeper than it says attributes can.
        documents += ResourceSchema.all.filter { $0 != .schema }.map { ($0.document(base: "https://x"), .schema) }
        for (document, schema) in documents {
            let members = try #require(document.object)
            check(members, schema.attributes, ["schemas", "id", "meta"])
        }
    }

    /// Makes sure that a document has the attributes that its schema requires, and no others.
    private func check(_ members: JSONObject, _ attributes: [SchemaAttribute], _ common: Set<String> = []) {
        for name in members.keys where !common.contains(name) {
            #expect(attributes.contains { $0.name == name }, "\(name)")
        }
        for attribute in attributes {
            #expect(members[attribute.name] != nil || !attribute.isRequired, "\(attribute.name)")
            guard attribute.kind == .complex, let value = members[attribute.name] else { continue }
            for element in value.array ?? [value] {
                check(element.object ?? [:], attribute.subAttributes)
            }
        }
    }

    @Test func `always names the limits of bulk requests`() {
        let document = ServiceProviderConfig(maximumResults: 100).document(base: "https://x/scim/v2")
        #expect(document["bulk"] == ["supported": false, "maxOperations": 0, "maxPayloadSize": 0])
        #expect(document["filter"] == ["supported": true, "maxResults": 100])
        for feature in ["patch", "sort", "etag", "changePassword"] {
            #expect(document[feature] == ["supported": true])
        }
        #expect(document["authenticationSchemes"]?[0]?["type"] == "oauthbearertoken")
        #expect(document["meta"]?["location"] == "https://x/scim/v2/ServiceProviderConfig")
    }

    @Test func `locates what it publishes`() {
        #expect(
            ResourceType.user.document(base: "B")["schemaExtensions"] == [
                ["schema": .string(enterprise), "required": false]
            ]
        )
        #expect(ResourceType.user.document(base: "B")["meta"]?["location"] == "B/ResourceTypes/User")
        #expect(ResourceType.group.document(base: "B")["schemaExtensions"] == nil)
        #expect(ResourceSchema.group.document(base: "B")["meta"]?["location"] == "B/Schemas/\(coreGroup)")
        #expect(Set(ResourceSchema.all.map(\.id)).count == 6)
    }
}
