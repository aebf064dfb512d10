import JSON
import Tenancy
import Testing

@Suite("Reading the filter of a search")
struct QueryFilterTests {
    private static let fields: QueryFilter.Fields = [
        .query: [.equals], .namespace: .text, .flowID: .text, .state: .equality,
        .labels: [.equals, .notEquals, .contains],
        .startDate: .instant, .details: .equality, .superAdmin: [.equals], .externalID: [.equals, .isNull],
    ]

    private func parse(_ parameters: (String, String)...) throws(FieldErrors) -> QueryFilter? {
        try QueryFilter.parse(parameters.map { (name: $0.0, value: $0.1) }, fields: Self.fields)
    }

    private func condition(
        _ field: QueryFilter.Field,
        key: String? = nil,
        _ operation: QueryFilter.Operation,
        _ values: String...,
        from parameter: String
    ) -> QueryFilter {
        .condition(QueryFilter.Condition(field, key: key, operation, values, parameter: parameter))
    }

    @Test func `knows the fields of the contract by their names`() {
        let names = [
            "q", "scope", "namespace", "kind", "POLICY_SCOPE", "ENFORCEMENT", "labels", "tags", "metadata", "flowId",
            "flowRevision", "id", "assetId", "type", "action", "created", "updated", "startDate", "endDate",
            "expirationDate", "state", "status", "email", "timeRange", "parentId", "triggerExecutionId", "triggerId",
            "triggerState", "executionId", "taskId", "taskRunId", "attemptNumber", "childFilter", "workerId",
            "existingOnly", "userId", "resources", "details", "level", "path", "parentPath", "version", "enabled",
            "username", "name", "groupList", "external_id", "expired_at", "super_admin", "source", "locked",
            "lastTriggeredDate", "nextExecutionDate", "artifactId",
        ]
        #expect(QueryFilter.Field.all.map(\.description) == names)
        for name in names { #expect(QueryFilter.Field(named: name)?.description == name) }
    }

    @Test(arguments: [
        ("flowId", "flowId"), ("FLOW_ID", "flowId"), ("flowid", "flowId"), ("policyScope", "POLICY_SCOPE"),
        ("external_id", "external_id"), ("externalId", "external_id"), ("QUERY", "q"), ("instanceOwner", "super_admin"),
        ("instance_owner", "super_admin"), ("expired_at", "expired_at"),
        ("groupList", "groupList"), ("GROUP", "groupList"),
    ])
    func `knows a field in the forms that clients send`(_ sent: String, _ meant: String) {
        #expect(QueryFilter.Field(named: sent)?.description == meant)
    }

    @Test func `is nothing without conditions`() throws {
        #expect(try parse() == nil)
        #expect(try parse(("page", "2"), ("filter", "x"), ("filtersX", "y"), ("filters", "")) == nil)
    }

    @Test func `reads one condition`() throws {
        let name = "filters[namespace][PREFIX]"
        #expect(try parse((name, "a.b")) == condition(.namespace, .prefix, "a.b", from: name))
        #expect(
            try parse(("filters[q][equals]", "")) == condition(.query, .equals, "", from: "filters[q][equals]")
        )
    }

    @Test func `joins conditions by and, in their order`() throws {
        let filter = try parse(
            ("filters[startDate][GREATER_THAN]", "2026-01-01T00:00:00Z"),
            ("filters[labels][EQUALS][team]", "core, inc."),
            ("filters[labels][EQUALS][env]", "prod"),
            ("filters[external_id][IS_NULL]", "None")
        )
        #expect(
            filter
                == .and([
                    condition(
                        .startDate,
                        .greaterThan,
                        "2026-01-01T00:00:00Z",
                        from: "filters[startDate][GREATER_THAN]"
                    ),
                    condition(.labels, key: "team", .equals, "core, inc.", from: "filters[labels][EQUALS][team]"),
                    condition(.labels, key: "env", .equals, "prod", from: "filters[labels][EQUALS][env]"),
                    .condition(.init(.externalID, .isNull, [], parameter: "filters[external_id][IS_NULL]")),
                ])
        )
        #expect(filter?.conditions.map(\.value) == ["2026-01-01T00:00:00Z", "core, inc.", "prod", ""])
        #expect(filter?.conjuncts.count == 4)
    }

    @Test func `reads lists, whether separated by commas or repeated`() throws {
        let name = "filters[state][IN]"
        let expected = condition(.state, .in, "FAILED", "KILLED", "WARNING", from: name)
        #expect(try parse((name, "FAILED,KILLED"), (name, "WARNING")) == expected)
        #expect(try parse((name, "FAILED,,KILLED,WARNING,")) == expected)
    }

    @Test func `ends a value at a comma whatever mark follows it`() throws {
        let parameters = [(name: "filters[state][IN]", value: "a,\u{301}b")]
        let filter = try QueryFilter.parse(parameters, fields: [.state: [.in]])
        #expect(filter?.conditions.map(\.values) == [["a", "\u{301}b"]])
    }

    @Test func `keeps a repeated condition that is no list as a second one`() throws {
        let name = "filters[namespace][CONTAINS]"
        #expect(
            try parse((name, "a"), (name, "b"))
                == .and([
                    condition(.namespace, .contains, "a", from: name),
                    condition(.namespace, .contains, "b", from: name),
                ])
        )
    }

    @Test func `reads groups, whose branches are joined within by and`() throws {
        let (first, second) = ("filters[or][0][namespace][EQUALS]", "filters[or][0][flowId][STARTS_WITH]")
        let third = "filters[or][1][namespace][EQUALS]"
        let filter = try parse((third, "c"), (first, "a"), (second, "b"), ("filters[state][EQUALS]", "FAILED"))
        #expect(
            filter
                == .and([
                    condition(.state, .equals, "FAILED", from: "filters[state][EQUALS]"),
                    .or([
                        .and([
                            condition(.namespace, .equals, "a", from: first),
                            condition(.flowID, .startsWith, "b", from: second),
                        ]),
                        condition(.namespace, .equals, "c", from: third),
                    ]),
                ])
        )
    }

    @Test func `reads groups in groups, and drops those that say nothing more`() throws {
        let (first, second) = ("filters[and][0][or][0][q][EQUALS]", "filters[and][0][OR][7][q][EQUALS]")
        let third = "filters[and][1][or][0][q][EQUALS]"
        #expect(
            try parse((first, "a"), (second, "b"), (third, "c"))
                == .and([
                    .or([condition(.query, .equals, "a", from: first), condition(.query, .equals, "b", from: second)]),
                    condition(.query, .equals, "c", from: third),
                ])
        )
    }

    @Test(arguments: [
        ("filters", "x", "expected `filters[field][OPERATION]`"),
        ("filters[state]", "x", "expected `filters[field][OPERATION]`"),
        ("filters[state][EQUALS", "x", "expected `filters[field][OPERATION]`"),
        ("filters[state]EQUALS", "x", "expected `filters[field][OPERATION]`"),
        ("filters[][EQUALS]", "x", "expected `filters[field][OPERATION]`"),
        ("filters[labels][EQUALS][a][b]", "x", "expected `filters[field][OPERATION]`"),
        ("filters[sate][EQUALS]", "x", "is not a field of this search; did you mean `state`?"),
        ("filters[lables][EQUAL]", "x", "is not a field of this search; did you mean `labels`?"),
        (
            "filters[zzz][EQUALS]", "x",
            "is not a field of this search; expected one of `details`, `external_id`, `flowId`, `labels`, `namespace`, `q`, "
                + "`startDate`, `state`, `super_admin`"
        ),
        ("filters[q][EQUAL]", "x", "expected one of `EQUALS` for `q`; did you mean `EQUALS`?"),
        ("filters[q][REGEX]", "x", "expected one of `EQUALS` for `q`"),
        ("filters[q][EQUALS][a]", "x", "`q` has no entries to name"),
        ("filters[state][IN]", ",", "expected a list with at least one value"),
        ("filters[q][EQUALS]", "a\0b", "must not hold U+0000"),
        ("filters[or][q][EQUALS]", "x", "expected the number of a branch, from 0 to 63, after `[or]`"),
        ("filters[or][64][q][EQUALS]", "x", "expected the number of a branch, from 0 to 63, after `[or]`"),
        ("filters[or][-1][q][EQUALS]", "x", "expected the number of a branch, from 0 to 63, after `[or]`"),
        ("filters[or]", "x", "expected the number of a branch, from 0 to 63, after `[or]`"),
        ("filters[or][1]", "x", "expected `filters[field][OPERATION]`"),
        ("filters[or][0][and][0][or][0][and][0][or][0][q][EQUALS]", "x", "groups must be at most 4 deep"),
    ])
    func `refuses a parameter and names it`(_ name: String, _ value: String, _ message: String) {
        let errors = #expect(throws: FieldErrors.self) { try parse((name, value)) }
        #expect(errors?.errors == [FieldError(field: name, message: message)])
    }

    @Test func `reports every parameter that is wrong`() {
        let errors = #expect(throws: FieldErrors.self) {
            try parse(("filters[a][EQUALS]", "x"), ("filters[q][EQUALS]", "x"), ("filters[q][IN]", "x"))
        }
        #expect(errors?.errors.map(\.field) == ["filters[a][EQUALS]", "filters[q][IN]"])
    }

    @Test func `bounds conditions, values and their length`() {
        let many = (0..<65).map { (name: "filters[or][\($0 % 64)][q][EQUALS]", value: "x") }
        #expect(throws: FieldErrors.self) { try QueryFilter.parse(many, fields: Self.fields) }
        #expect(throws: Never.self) { try QueryFilter.parse(many.dropLast(), fields: Self.fields) }
        let half = (0..<128).map(String.init).joined(separator: ",")
        #expect(throws: Never.self) { try parse(("filters[state][IN]", half), ("filters[state][IN]", half)) }
        #expect(throws: FieldErrors.self) {
            try parse(("filters[state][IN]", half), ("filters[state][IN]", half), ("filters[state][IN]", "x"))
        }
        #expect(throws: Never.self) { try parse(("filters[q][EQUALS]", String(repeating: "x", count: 2048))) }
        #expect(throws: FieldErrors.self) { try parse(("filters[q][EQUALS]", String(repeating: "x", count: 2049))) }
    }

    @Test func `survives damaged names`() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "filters", "[", "]", "or", "and", "0", "63", "q", "EQUALS", "state", "IN", "labels", "é", "\0", "",
        ]
        for _ in 0..<3000 {
            let name = "filters" + (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            do throws(FieldErrors) {
                _ = try parse((name, "x"))
            } catch {
                #expect(error.errors.count == 1)
                #expect(error.errors.first?.message.isEmpty == false)
            }
        }
    }
}
