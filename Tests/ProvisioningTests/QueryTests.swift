import JSON
import Provisioning
import Testing

@Suite("Projecting resources")
struct ProjectionTests {
    private func keys(_ attributes: [String], without excluded: [String] = []) throws -> [String] {
        try project(attributes, without: excluded).keys
    }

    private func project(_ attributes: [String], without excluded: [String] = []) throws -> JSONObject {
        var resource = try document(mia, groups: [["value": .string(otherID)]])
        resource["password"] = "leaked"
        return try Projection(of: .user, attributes: attributes, excludedAttributes: excluded).apply(to: resource)
    }

    @Test func `shows by default all but what is never shown`() throws {
        let shown = try project([])
        var resource = try document(mia, groups: [["value": .string(otherID)]])
        #expect(shown == resource)
        resource["password"] = "x"
        #expect(shown != resource)
    }

    @Test func `shows what is asked for, and what is always shown`() throws {
        #expect(try keys(["userName"]) == ["schemas", "id", "userName"])
        #expect(try keys(["USERNAME", "\(coreUser):Title"]) == ["schemas", "id", "userName", "title"])
        #expect(try keys(["password"]) == ["schemas", "id"])
        #expect(try keys(["shoeSize"]) == ["schemas", "id"])
        #expect(try project(["name.familyName"])["name"] == ["familyName": "Keller"])
        #expect(
            try project(["emails.value"])["emails"] == [["value": "Mia@Example.com"], ["value": "mia@home.example"]]
        )
        #expect(try project(["emails"])["emails"]?[0]?["primary"] == true)
        #expect(try project(["\(enterprise):department"])[enterprise] == ["department": "Rail"])
        #expect(try project([enterprise]).keys == ["schemas", "id", enterprise])
        #expect(try project(["meta.version"])["meta"] == ["version": "W/\"7\""])
        #expect(try keys([coreUser]).contains("emails"))
        #expect(try !keys([coreUser]).contains("meta"))
    }

    @Test func `leaves out what is excluded, but not what is always shown`() throws {
        let shown = try project(
            [],
            without: ["id", "schemas", "groups", "emails.type", "emails.primary", "\(enterprise):manager", "meta"]
        )
        #expect(shown["id"] != nil && shown["schemas"] != nil)
        #expect(shown["groups"] == nil && shown["meta"] == nil)
        #expect(shown["emails"] == [["value": "Mia@Example.com"], ["value": "mia@home.example"]])
        #expect(shown[enterprise] == ["employeeNumber": "4711", "department": "Rail"])
        #expect(try project([], without: [enterprise])[enterprise] == nil)
        #expect(try project([], without: ["name.formatted", "name.familyName", "name.givenName"])["name"] == nil)
    }

    @Test func `tells whether costly attributes are needed`() throws {
        #expect(try Projection(of: .group).shows("members"))
        #expect(try !Projection(of: .group, excludedAttributes: ["Members"]).shows("members"))
        #expect(try !Projection(of: .group, attributes: ["displayName"]).shows("members"))
        #expect(try Projection(of: .group, attributes: ["members.value"]).shows("members"))
        #expect(try !Projection(of: .user).shows("password"))
    }

    @Test func `refuses contradictions and what is no path`() {
        func result(_ attributes: [String], _ excluded: [String]) -> String {
            refusal { () throws(ProvisioningError) in
                try Projection(of: .user, attributes: attributes, excludedAttributes: excluded)
            }
        }
        #expect(result(["userName"], ["title"]) == "invalidValue")
        #expect(result(["user name"], []) == "invalidPath")
        #expect(result([], ["emails[type eq 1]"]) == "invalidPath")
    }
}

@Suite("Listing resources")
struct QueryTests {
    @Test func `sorts by every kind of attribute, with nothing last`() throws {
        let bodies: [JSON] = [
            user(["userName": "c", "title": "b", "emails": [["value": "z"], ["value": "a", "primary": true]]]),
            user(["userName": "B", "title": "A", "emails": [["value": "M"], ["value": "x"]]]),
            user(["userName": "a", "active": true]),
        ]
        let resources = try bodies.map { try document($0) }
        func order(_ path: String, descending: Bool = false) throws -> [String] {
            let order = try ResourceOrder(by: path, isDescending: descending, of: .user)
            return resources.map { (order.key(of: $0), $0["userName"]?.string ?? "") }
                .sorted { order.precedes($0.0, $1.0) }.map(\.1)
        }
        #expect(try order("userName") == ["a", "B", "c"])
        #expect(try order("USERNAME", descending: true) == ["c", "B", "a"])
        #expect(try order("title") == ["B", "c", "a"])
        #expect(try order("title", descending: true) == ["a", "c", "B"])
        #expect(try order("emails") == ["c", "B", "a"])
        #expect(try order("emails.value", descending: true) == ["a", "B", "c"])
        #expect(try order("meta.created") == ["c", "B", "a"])
        #expect(try ResourceOrder(by: "meta.lastModified", of: .user).column(of: .user) == .lastModified)
        #expect(try ResourceOrder(by: "title", of: .user).column(of: .user) == nil)
        #expect(throws: ProvisioningError.self) { try order("name") }
        #expect(throws: ProvisioningError.self) { try order("password") }
        #expect(throws: ProvisioningError.self) { try order("shoeSize") }
        #expect(throws: ProvisioningError.self) { try order("") }
    }

    @Test func `brings pages into bounds`() {
        func page(_ start: Int64?, _ count: Int64?) -> [Int] {
            let range = PageRange(startIndex: start, count: count, maximumCount: 100)
            return [range.startIndex, range.count]
        }
        #expect(page(nil, nil) == [1, 100])
        #expect(page(0, 0) == [1, 0])
        #expect(page(-5, -1) == [1, 0])
        #expect(page(7, 101) == [7, 100])
        #expect(page(.max, .max)[1] == 100)
        #expect(PageRange(startIndex: .max, count: .max).positions(of: 10).isEmpty)
        #expect(PageRange(startIndex: 9, count: 5).positions(of: 10) == 8..<10)
        #expect(PageRange(count: 0).positions(of: 10).isEmpty)
    }

    @Test func `reads the parameters of a list`() throws {
        func read(_ parameters: (name: String, value: String)...) throws(ProvisioningError) -> ListRequest {
            try ListRequest(parameters: parameters)
        }
        let request = try read(
            ("filter", "userName eq \"a\""),
            ("excludedattributes", "members, groups ,"),
            ("sortBy", "title"),
            ("sortOrder", "Descending"),
            ("startIndex", "3"),
            ("COUNT", "9"),
            ("aadOptscim062020", "")
        )
        #expect(request.filter == "userName eq \"a\"")
        #expect(request.excludedAttributes == ["members", "groups"])
        #expect(request.sortBy == "title" && request.isDescending)
        #expect(request.page == PageRange(startIndex: 3, count: 9))
        #expect(try read(("count", "99999999999999999999")).page.count == PageRange.maximumCount)
        #expect(try read(("startIndex", "-99999999999999999999")).page.startIndex == 1)
        for bad in [
            ("count", "x"), ("count", ""), ("count", "1.5"), ("count", "+1"), ("startIndex", "-"), ("sortOrder", "up"),
        ] {
            #expect(throws: ProvisioningError.self) { try read(bad) }
        }
        #expect(throws: ProvisioningError.self) { try read(("count", "1"), ("count", "2")) }
    }

    @Test func `reads a search request`() throws {
        let urn: JSON = ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]
        let request = try ListRequest(body: [
            "schemas": urn, "filter": "title pr", "attributes": ["userName", "title"], "sortby": "title",
            "sortOrder": "ascending", "startIndex": 0, "count": 1000, "excludedAttributes": nil,
        ])
        #expect(request.filter == "title pr")
        #expect(request.attributes == ["userName", "title"])
        #expect(!request.isDescending)
        #expect(request.page == PageRange(startIndex: 1, count: 200))
        let refusals: [(JSON, String)] = [
            ([], "invalidSyntax"), ([:], "invalidSyntax"), (["schemas": ["urn:x"]], "invalidSyntax"),
            (["schemas": urn, "count": "5"], "invalidValue"), (["schemas": urn, "filter": 5], "invalidValue"),
            (["schemas": urn, "attributes": "userName"], "invalidValue"),
            (["schemas": urn, "attributes": [1]], "invalidValue"),
            (["schemas": urn, "sortOrder": "x"], "invalidValue"),
            (["schemas": urn, "count": 1, "Count": 2], "invalidSyntax"),
        ]
        for (body, scimType) in refusals {
            #expect(refusal { () throws(ProvisioningError) in try ListRequest(body: body) } == scimType)
        }
    }

    @Test func `writes a list, also an empty one`() {
        #expect(
            ListResponse.document([], total: 0).text
                == #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"#
                + #""itemsPerPage":0,"Resources":[]}"#
        )
    }

    @Test func `compares versions weakly`() throws {
        let version = ResourceVersion(12)
        #expect(version.entityTag == "W/\"12\"")
        for header in ["*", " * ", "W/\"12\"", "\"12\"", "\"1\", W/\"12\"", "\"x\",\"12\""] {
            #expect(try VersionCondition(parsing: header).matches(version), "\(header)")
        }
        for header in ["W/\"1\"", "\"012\"", "\"\"", "\"x\"", "\"99999999999999999999\"", "\"1\",\"2\""] {
            #expect(try !VersionCondition(parsing: header).matches(version), "\(header)")
        }
        for header in ["", "12", "W/12", "\"1\",", "w/\"1\"", "\"", "\"1\"\"2\"", "*, \"1\""] {
            #expect(throws: ProvisioningError.self, "\(header)") { try VersionCondition(parsing: header) }
        }
    }

    @Test func `writes errors with the status as a string`() {
        #expect(
            ProvisioningError.uniqueness("taken").document == [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409", "scimType": "uniqueness",
                "detail": "taken",
            ]
        )
        #expect(
            ProvisioningError.notFound("gone").document == [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "gone",
            ]
        )
        let statuses: [(ProvisioningError, Int, String?)] = [
            (.invalidFilter(""), 400, "invalidFilter"), (.tooMany(""), 400, "tooMany"),
            (.mutability(""), 400, "mutability"),
            (.invalidSyntax(""), 400, "invalidSyntax"), (.invalidPath(""), 400, "invalidPath"),
            (.noTarget(""), 400, "noTarget"),
            (.invalidValue(""), 400, "invalidValue"), (.invalidVersion(""), 400, "invalidVers"),
            (.sensitive(""), 403, "sensitive"),
            (.preconditionFailed(""), 412, nil), (.notImplemented(""), 501, nil),
        ]
        for (error, status, scimType) in statuses {
            #expect(error.status == status && error.scimType == scimType)
        }
    }
}
