import JSON
import Provisioning
import RandomData
import Testing

@Suite("Reading filters")
struct FilterParsingTests {
    private func path(_ text: String) throws -> AttributePath {
        try #require(AttributePath(parsing: text))
    }

    @Test func `reads every operator, in any case`() throws {
        for comparison in Filter.Comparison.allCases {
            let word = comparison.rawValue
            #expect(try Filter(parsing: "userName \(word) \"x\"") == .comparison(path("userName"), comparison, "x"))
            let capital = word.prefix(1).uppercased() + word.dropFirst()
            #expect(try Filter(parsing: "a \(capital) 1") == .comparison(path("a"), comparison, 1))
        }
        #expect(try Filter(parsing: "title PR") == .present(path("title")))
    }

    @Test func `reads every kind of value`() throws {
        let values: [(String, JSON)] = [
            (#""b\"j\\Ä\u00e9""#, "b\"j\\Äé"), ("true", true), ("false", false), ("null", nil), ("17", 17),
            ("-1.5e+2", -150.0),
            (#""""#, ""),
        ]
        for (text, value) in values {
            #expect(try Filter(parsing: "a eq \(text)") == .comparison(path("a"), .equal, value))
        }
    }

    @Test func `lets not bind tighter than and, and and tighter than or`() throws {
        let (a, b, c): (Filter, Filter, Filter) = try (
            .present(path("a")), .present(path("b")), .present(path("c"))
        )
        let cases: [(String, Filter)] = [
            ("a pr or b pr and c pr", .any([a, .all([b, c])])),
            ("a pr and b pr or c pr", .any([.all([a, b]), c])),
            ("(a pr or b pr) and c pr", .all([.any([a, b]), c])),
            ("not (a pr) and b pr or c pr", .any([.all([.not(a), b]), c])),
            ("not (a pr and b pr) OR c pr", .any([.not(.all([a, b])), c])),
            ("a pr And NOT (b pr)", .all([a, .not(b)])),
            ("((a pr))", a),
            ("a pr and b pr and c pr", .all([a, b, c])),
        ]
        for (text, filter) in cases {
            #expect(try Filter(parsing: text) == filter, "\(text)")
        }
    }

    @Test func `reads brackets, with a sub-attribute behind them too`() throws {
        let emails = try path("emails")
        let work: Filter = .comparison(try path("type"), .equal, "work")
        let value: Filter = .comparison(try path("value"), .contains, "@")
        #expect(try Filter(parsing: #"emails[type eq "work"]"#) == .matching(emails, work))
        #expect(
            try Filter(parsing: #"emails[type eq "work" and value co "@"]"#) == .matching(emails, .all([work, value]))
        )
        #expect(try Filter(parsing: #"emails[type eq "work"].value co "@""#) == .matching(emails, .all([work, value])))
        #expect(
            try Filter(parsing: #"emails[not (type eq "work")] or a pr"#)
                == .any([.matching(emails, .not(work)), .present(path("a"))])
        )
    }

    @Test func `reads names with a schema and names that look like operators`() throws {
        #expect(
            try Filter(parsing: "\(enterprise):manager.value pr")
                == .present(AttributePath("manager", "value", schema: enterprise))
        )
        #expect(try Filter(parsing: "$ref pr") == .present(AttributePath("$ref")))
        #expect(try Filter(parsing: "not pr and or pr") == .all([.present(path("not")), .present(path("or"))]))
    }

    @Test(arguments: [
        "", " ", "a", "a eq", "a eq x", "a eq 'x'", "a xx \"1\"", "a eq \"x", "a pr and", "a pr or", "and a pr",
        "(a pr", "a pr)",
        "not a pr", "a pr b pr", "emails[type pr", "emails[]", "emails[a[b pr]]", "a.b.c pr", "1a pr", "a eq [1]",
        "a eq {}",
        "a eq 01", "a eq tru", "a eq TRUE", "a eq \"\\u0000\"", "a eq \"\\ud800\"", ":a pr", "a: pr",
        "emails[type pr].",
        "emails[type pr].a.b pr", "emails[type pr].value", "a eq 1e999", "a\teq 1", "a eq \u{201C}x\u{201D}", "é pr",
    ])
    func `refuses what is no filter`(_ text: String) {
        #expect(refusal { () throws(ProvisioningError) in try Filter(parsing: text) } == "invalidFilter")
    }

    @Test func `is bounded in length, depth and number of comparisons`() throws {
        func result(_ text: String) -> String {
            refusal { () throws(ProvisioningError) in try Filter(parsing: text) }
        }
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "a pr" + String(repeating: ")", count: depth)
        }
        func chained(_ count: Int) -> String {
            Array(repeating: "a pr", count: count).joined(separator: " and ")
        }
        #expect(throws: Never.self) { try Filter(parsing: nested(24)) }
        #expect(result(nested(25)) == "invalidFilter")
        #expect(result(nested(4000)) == "invalidFilter")
        #expect(throws: Never.self) { try Filter(parsing: chained(128)) }
        #expect(result(chained(129)) == "invalidFilter")
        #expect(result("a eq \"" + String(repeating: "x", count: 9000) + "\"") == "invalidFilter")
    }

    @Test func `names the position of an error`() {
        #expect(throws: ProvisioningError.invalidFilter("expected an operator, found `is 1` at position 3")) {
            try Filter(parsing: "a is 1")
        }
    }

    @Test func `reads what it writes`() throws {
        var random = SeededGenerator(seed: 20_260_101)
        for _ in 0..<3000 {
            let filter = Filter.random(depth: 4, using: &random)
            let text = filter.description
            let limits = FilterLimits(maximumBytes: 1 << 20, maximumDepth: 64, maximumTerms: 10_000)
            #expect(try Filter(parsing: text, limits: limits) == filter, "\(text)")
        }
    }

    @Test func `neither traps nor accepts what it cannot write on damaged input`() {
        var random = SeededGenerator(seed: 7)
        let telling = Array("()[]\".:\\ andornot pr eq 1-\u{0}é".utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = Array(Filter.random(depth: 3, using: &random).description.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let position = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0 where position < bytes.count: bytes.remove(at: position)
                case 1 where position < bytes.count: bytes[position] = telling.randomElement(using: &random) ?? 0
                default: bytes.insert(telling.randomElement(using: &random) ?? 0, at: position)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? PatchPath(parsing: text)
            _ = AttributePath(parsing: text)
            guard let filter = try? Filter(parsing: text) else { continue }
            accepted += 1
            #expect((try? Filter(parsing: filter.description)) == filter, "\(text)")
        }
        #expect(accepted > 100)
    }
}

@Suite("Reading paths of operations")
struct PatchPathTests {
    @Test(arguments: [
        "displayName", "name.familyName", enterprise, "\(enterprise):manager", "\(coreUser):name.givenName",
        #"emails[type eq "work"].value"#, #"members[value eq "2819c223"]"#,
        #"\#(coreUser):emails[primary eq true].display"#,
    ])
    func `reads and writes a path`(_ text: String) throws {
        #expect(try PatchPath(parsing: text).description == text)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "a.b.c", "a b", "[a pr]", "a[]", "a[b pr", "a[b pr]c", "a[b pr].c.d", "a.b[c pr]",
        "urn:",
        "a[b eq]", "/members",
    ])
    func `refuses what is no path`(_ text: String) {
        #expect(refusal { () throws(ProvisioningError) in try PatchPath(parsing: text) } == "invalidPath")
    }
}

extension Filter {
    static func random(depth: Int, using random: inout SeededGenerator) -> Filter {
        self.random(depth: depth, allowsBrackets: true, using: &random)
    }

    private static func random(depth: Int, allowsBrackets: Bool, using random: inout SeededGenerator) -> Filter {
        func several(_ random: inout SeededGenerator) -> [Filter] {
            (0..<Int.random(in: 2...3, using: &random)).map { _ in
                self.random(depth: depth - 1, allowsBrackets: allowsBrackets, using: &random)
            }
        }
        switch Int.random(in: 0..<(depth > 0 ? 8 : 3), using: &random) {
        case 0: return .present(path(&random))
        case 1, 2:
            let comparison = Comparison.allCases.randomElement(using: &random) ?? .equal
            let values: [JSON] = ["x", "a \"quoted\" ] ) \\", "é\u{301}", 0, -12, 2.5, true, false, nil, ""]
            return .comparison(path(&random), comparison, values.randomElement(using: &random) ?? nil)
        case 3, 4: return .all(several(&random))
        case 5, 6: return .any(several(&random))
        default:
            guard allowsBrackets, Bool.random(using: &random) else {
                return .not(self.random(depth: depth - 1, allowsBrackets: allowsBrackets, using: &random))
            }
            return .matching(
                AttributePath("emails"),
                self.random(depth: depth - 1, allowsBrackets: false, using: &random)
            )
        }
    }

    private static func path(_ random: inout SeededGenerator) -> AttributePath {
        let paths = [
            AttributePath("userName"), AttributePath("name", "familyName"), AttributePath("$ref"), AttributePath("not"),
            AttributePath("and"), AttributePath("manager", "value", schema: enterprise), AttributePath("a-b_c1"),
        ]
        return paths.randomElement(using: &random) ?? paths[0]
    }
}
