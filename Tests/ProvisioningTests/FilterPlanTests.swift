import Crypto
import JSON
import Postgres
import Provisioning
import RandomData
import Testbed
import Testing

@Suite("Planning filters")
struct FilterPlanTests {
    private func plan(_ filter: String, on type: ResourceType = .user) throws -> FilterPlan {
        FilterPlan(try Condition(try Filter(parsing: filter), on: type, profile: .strict), on: type)
    }

    @Test(arguments: [
        (#"userName eq "MIA""#, "resource.user_name_key = $1"),
        (#"userName ne "a""#, "resource.user_name_key is distinct from $1"),
        (#"userName sw "Mi""#, "(resource.user_name_key >= $1 and resource.user_name_key < $2)"),
        (#"userName sw """#, "resource.user_name_key >= $1"), (#"externalId eq "X""#, "resource.external_id = $1"),
        (#"displayName gt "a""#, "resource.display_name_key > $1"),
        (#"name.familyName le "a""#, "resource.family_name_key <= $1"),
        ("displayName pr", "resource.display_name_key is not null"), ("userName pr", "true"),
        ("active eq false", "resource.active = $1"),
        ("displayName eq null", "(resource.display_name_key is not null) is not true"),
        (#"id eq "\#(someID)""#, "resource.account_id = $1"), (#"id eq "x""#, "false"),
        (#"id eq "\#(someID.uppercased())""#, "false"), (#"id ne "x""#, "true"),
        (#"meta.created ge "2025-01-01T00:00:00Z""#, "resource.created_at >= $1"),
        (#"meta.lastModified lt "2025-01-01T00:00:00Z""#, "resource.updated_at < $1"),
        (#"emails.value eq "a@b""#, email("e.value_key = $1")), (#"emails eq "a@b""#, email("e.value_key = $1")),
        (#"emails[type eq "Work"].value eq "a@b""#, email("e.value_key = $1 and e.type = $2")),
        (
            #"emails[primary eq true and value sw "a"]"#,
            email("(e.value_key >= $1 and e.value_key < $2) and e.is_primary = $3")
        ),
        (
            #"groups.value eq "\#(someID)""#,
            "exists (select from group_member m where m.tenant_id = resource.tenant_id and m.group_id = $1 "
                + "and m.account_id = resource.account_id)"
        ),
        (
            #"userName eq "a" and (externalId eq "b" or not (active eq true))"#,
            "(resource.user_name_key = $1 and (resource.external_id = $2 or (resource.active = $3) is not true))"
        ),
    ])
    func `leaves all to the database`(_ filter: String, _ sql: String) throws {
        let plan = try plan(filter)
        #expect(plan.kind == .exact)
        #expect(plan.sql(on: .user).text == sql)
    }

    @Test(arguments: [
        (#"displayName eq "a""#, "resource.name_key = $1"), (#"externalId eq "a""#, "resource.external_id = $1"),
        (#"id eq "\#(someID)""#, "resource.group_id = $1"), ("displayName pr", "true"),
        (
            #"members[value eq "\#(someID)"]"#,
            "exists (select from group_member m where m.tenant_id = resource.tenant_id "
                + "and m.group_id = resource.group_id and m.account_id = $1)"
        ),
        (#"members.value eq "x""#, "false"),
    ])
    func `leaves all to the database for groups`(_ filter: String, _ sql: String) throws {
        let plan = try plan(filter, on: .group)
        #expect(plan.kind == .exact)
        #expect(plan.sql(on: .group).text == sql)
    }

    @Test(arguments: [
        (#"userName eq "a" and title eq "b""#, "resource.user_name_key = $1"),
        (#"userName eq "a" and title eq "b" and emails co "c""#, "resource.user_name_key = $1"),
        (
            #"title pr and active eq true and userName sw "b" "#,
            "(resource.active = $1 and (resource.user_name_key >= $2 and resource.user_name_key < $3))"
        ),
        (
            #"(userName eq "a" and title pr) or externalId eq "b""#,
            "((resource.user_name_key = $1) or resource.external_id = $2)"
        ),
    ])
    func `lets the database narrow the choice`(_ filter: String, _ sql: String) throws {
        let plan = try plan(filter)
        #expect(plan.kind == .indexed)
        #expect(plan.sql(on: .user).text == sql)
    }

    @Test(arguments: [
        #"title eq "a""#, #"userName co "a""#, #"userName ew "a""#, #"userName eq "a" or title eq "b""#,
        #"emails[type eq "work"]"#,
        #"emails.value ne "a""#, "emails pr", "not (title pr and userName pr)", #"id gt "a""#,
        #"\#(enterprise):department eq "D""#,
    ])
    func `looks at everything where nothing narrows the choice`(_ filter: String) throws {
        let plan = try plan(filter)
        #expect(plan.kind == .scan)
        #expect(plan.sql(on: .user).text == "true")
    }

    @Test func `keeps what the database decides out of the rest`() throws {
        let plan = try plan(#"userName eq "a" and title eq "b""#)
        #expect(plan.residual == (try Condition(try Filter(parsing: #"title eq "b""#), on: .user, profile: .strict)))
        #expect(FilterPlan(nil, on: .user).kind == .exact)
    }

    @Test func `ends a range of prefixes where the next text begins`() {
        #expect("ab".successorOfPrefixed == "ac")
        #expect("é".successorOfPrefixed == "ê")
        #expect("a\u{10FFFF}".successorOfPrefixed == "b")
        #expect("\u{D7FF}".successorOfPrefixed == "\u{E000}")
        #expect("\u{10FFFF}".successorOfPrefixed == nil)
        #expect("".successorOfPrefixed == nil)
    }

    @Test func `finds by columns what evaluating the filter finds`() throws {
        var random = SeededGenerator(seed: 5)
        let words = ["a", "ab", "b", "B", "é"]
        func word() -> JSON { .string(words.randomElement(using: &random) ?? "") }
        let users = try (0..<60).map { index -> (JSONObject, UserKeys, String) in
            var members: JSONObject = ["userName": word()]
            for name in ["externalId", "displayName", "title"] where Bool.random(using: &random) {
                members[name] = word()
            }
            if Bool.random(using: &random) { members["name"] = ["familyName": word()] }
            if Bool.random(using: &random) { members["active"] = .bool(.random(using: &random)) }
            members["emails"] = .array(
                (0..<Int.random(in: 0...2, using: &random)).map { _ in ["value": word(), "type": word()] }
            )
            let id = index == 0 ? someID : UUID.v4().description
            let body = user(members)
            return (try document(body, id: id), UserKeys(try content(body)), id)
        }
        var kinds: [FilterPlan.Kind: Int] = [:]
        for _ in 0..<4000 {
            let text = filter(depth: 3, words, &random)
            let condition = try Condition(try Filter(parsing: text), on: .user, profile: .strict)
            let plan = FilterPlan(condition, on: .user)
            kinds[plan.kind, default: 0] += 1
            for (document, keys, id) in users {
                let selected = plan.predicate?.holds(for: keys, id) ?? true
                let found = selected && plan.residual?.holds(for: document) ?? true
                #expect(found == condition.holds(for: document), "\(text)")
            }
        }
        #expect(kinds.count == 3)
    }

    private func filter(depth: Int, _ words: [String], _ random: inout SeededGenerator) -> String {
        func inner() -> String { filter(depth: depth - 1, words, &random) }
        let word = "\"\(words.randomElement(using: &random) ?? "")\""
        let names = [
            "userName", "externalId", "displayName", "title", "name.familyName", "emails.value", "emails", "id",
        ]
        let name = names.randomElement(using: &random) ?? ""
        let comparison = Filter.Comparison.allCases.randomElement(using: &random)?.rawValue ?? ""
        switch Int.random(in: 0..<(depth > 0 ? 11 : 7), using: &random) {
        case 0, 1, 2: return "\(name) \(comparison) \(word)"
        case 3: return "\(name) \(["pr", "eq null", "ne null"].randomElement(using: &random) ?? "pr")"
        case 4: return "active \(Bool.random(using: &random) ? "eq" : "ne") \(Bool.random(using: &random))"
        case 5: return "emails[type eq \(word) and value \(comparison) \(word)]"
        case 6: return "id eq \"\(someID)\""
        case 7: return "(\(inner())) and (\(inner()))"
        case 8: return "(\(inner())) or (\(inner()))"
        case 9: return "not (\(inner()))"
        default: return "\(name) \(comparison) \(word) and \(inner())"
        }
    }
}

@Suite("Asking the database", .database)
struct FilterStatementTests {
    @Test func `asks for users and groups in statements that the database takes`() async throws {
        let database = try #require(DatabaseTrait.current)
        let filters = [
            #"userName sw "a" and externalId eq "b" and displayName gt "c" and name.familyName ne "d""#,
            #"id eq "\#(someID)" or active eq true or meta.created gt "2025-01-01T00:00:00.5Z" or displayName eq null"#,
            #"not (emails[type eq "work" and primary eq true].value sw "a") or groups.value eq "\#(someID)""#,
        ]
        var options = TransactionOptions()
        options.settings = [("reeve.tenant_id", someID)]
        for text in filters {
            let plan = FilterPlan(
                try Condition(try Filter(parsing: text), on: .user, profile: .strict),
                on: .user
            )
            let rows = try await database.transaction(options) { tx in
                try await tx.query("select count(*) from scim_user resource where \(plan.sql(on: .user))")
            }
            #expect(try rows[0].decode(0, as: Int.self) == 0)
        }
        let text = #"displayName sw "a" and members.value eq "\#(someID)" and id ne "\#(otherID)" and externalId pr"#
        let plan = FilterPlan(try Condition(try Filter(parsing: text), on: .group, profile: .strict), on: .group)
        let rows = try await database.transaction(options) { tx in
            try await tx.query("select count(*) from user_group resource where \(plan.sql(on: .group))")
        }
        #expect(try rows[0].decode(0, as: Int.self) == 0)
    }
}

private func email(_ conditions: String) -> String {
    "exists (select from scim_email e where e.tenant_id = resource.tenant_id "
        + "and e.account_id = resource.account_id and \(conditions))"
}

extension FilterPlan.Predicate {
    /// What the database would find, from the columns alone.
    fileprivate func holds(for user: UserKeys, _ id: String) -> Bool {
        switch self {
        case .constant(let holds): return holds
        case .comparison(let column, let comparison, let value):
            switch value {
            case .text(let text): return comparison.holds(column.text(of: user), text)
            case .boolean(let boolean): return (user.isActive == boolean) == (comparison == .equal)
            case .id(let other): return (id == other.description) == (comparison == .equal)
            case .instant: return false
            }
        case .present(let column): return column.text(of: user) != nil
        case .email(let email):
            return user.emails.contains { row in
                (email.type == nil || email.type == row.type)
                    && (email.isPrimary == nil || email.isPrimary == row.isPrimary)
                    && email.value.allSatisfy { $0.comparison.holds(row.value, $0.key) }
            }
        case .member: return false
        case .all(let predicates): return predicates.allSatisfy { $0.holds(for: user, id) }
        case .any(let predicates): return predicates.contains { $0.holds(for: user, id) }
        case .not(let predicate): return !predicate.holds(for: user, id)
        }
    }
}

extension FilterPlan.Column {
    fileprivate func text(of user: UserKeys) -> String? {
        switch self {
        case .userName: user.userNameKey
        case .externalID: user.externalID
        case .displayName: user.displayNameKey
        case .familyName: user.familyNameKey
        default: nil
        }
    }
}

extension FilterPlan.Operator {
    fileprivate func holds(_ column: String?, _ text: String) -> Bool {
        guard let column else { return self == .notEqual }
        let (left, right) = (Array(column.utf8), Array(text.utf8))
        let isLess = left.lexicographicallyPrecedes(right)
        return switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: isLess
        case .lessOrEqual: isLess || left == right
        case .greater: !isLess && left != right
        case .greaterOrEqual: !isLess
        case .prefix:
            !isLess && (text.successorOfPrefixed.map { left.lexicographicallyPrecedes(Array($0.utf8)) } ?? true)
        }
    }
}
