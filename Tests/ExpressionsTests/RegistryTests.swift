import FoundationEssentials
import JSON
import Testing

@testable import Expressions

/// Digests as they are, for the examples of filters.
private let digests = [
    "md5": "098f6bcd4621d373cade4e832627b4f6",
    "sha1": "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sha512": "ee26b0dd4af7e749aa1a8ee3c10ae9923f618980772e473f8819a5d4940e0db2"
        + "7ac185f8a0e1d5f84f88bc887fd67b143732c304cc5fa9ad8e6f57f50028a8ff",
]

@Suite("The registry of the language")
struct RegistryTests {
    private static let builtins = ExpressionLanguage.functions + ExpressionLanguage.filters
    private static let constructs =
        ExpressionLanguage.tags + ExpressionLanguage.tests + ExpressionLanguage.operators

    /// The services of the fixture, with digests of `test`.
    private static let services: ExpressionServices = {
        var services = Fixture.services
        services.digest = { (algorithm, bytes) throws(ExpressionError) in
            guard bytes == Array("test".utf8), let hex = digests[algorithm.rawValue] else {
                throw ExpressionError(.failed, "the fixture digests `test` only")
            }
            let digits = Array(hex.utf8)
            return stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
            }
        }
        return services
    }()

    private func check(_ example: Builtin.Example, _ name: String) throws {
        let context = Fixture.context(try JSON(parsing: example.context))
        let template = try ExpressionTemplate(parsing: example.template)
        let text = try template.render(in: context, services: Self.services)
        #expect(text.string == example.result, "\(name)")
    }

    @Test func `every example renders as it says`() throws {
        for builtin in Self.builtins {
            try check(builtin.example, builtin.title)
        }
        for construct in Self.constructs {
            try check(construct.example, construct.name)
        }
    }

    @Test func `every example shows what it stands beside`() {
        for builtin in Self.builtins {
            #expect(builtin.example.template.contains(builtin.name), "\(builtin.title)")
        }
    }

    @Test func `names are not used twice, nor arguments of one`() {
        for list in [ExpressionLanguage.functions, ExpressionLanguage.filters] {
            #expect(Set(list.map(\.name)).count == list.count)
        }
        for builtin in Self.builtins {
            #expect(Set(builtin.parameters.map(\.name)).count == builtin.parameters.count, "\(builtin.title)")
            let firstOptional = builtin.parameters.firstIndex { !$0.isRequired } ?? builtin.parameters.count
            #expect(builtin.parameters[firstOptional...].allSatisfy { !$0.isRequired }, "\(builtin.title)")
        }
    }

    @Test func `functions and filters are those of the language`() {
        let functions = """
            now fromJson fromIon yaml render renderOnce fetchContext uuid id ksuid nanoId randomInt randomPort range min max http
            block parent secret credential env kv encrypt decrypt read fileURI fileSize fileExists isFileEmpty errorLogs
            tasksWithState currentEachOutput iterationOutput iterationOutputs loopOutputs parentOutput subflow appLink isWeekend
            isPublicHoliday isDayWeekInMonth isLastWorkingDay dayOfWeek dayOfMonth monthOfYear hourOfDay isDateBetween isDateAfter
            isDateBefore
            """
        let filters = """
            toJson toIon jq abs number numberFormat first last length join split sort rsort reverse chunk distinct slice merge
            flatten keys values lower upper title capitalize trim abbreviate replace substringBefore substringBeforeLast
            substringAfter substringAfterLast slugify default startsWith endsWith base64encode base64decode urlencode urldecode
            md5 sha1 sha256 sha512 string className escapeChar sh regexMatch regexReplace regexExtract indent nindent escape raw
            date dateAdd timestamp timestampMilli timestampMicro timestampNano
            """
        func names(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\n" }.map(String.init)) }
        #expect(Set(ExpressionCatalog.functions.map(\.name)) == names(functions))
        #expect(Set(ExpressionCatalog.filters) == names(filters))
        #expect(Set(Self.builtins.filter { $0.deprecation != nil }.map(\.name)) == ["json"])
    }

    @Test func `the older names are accepted with a mark`() throws {
        let template = try ExpressionTemplate(parsing: "a\n {{ json('1') | json }}")
        #expect(template.deprecations.map(\.name) == ["json", "json"])
        #expect(template.deprecations.first?.line == 2)
        #expect(template.deprecations.first?.column == 5)
        #expect(template.deprecations.first?.reason == "`json()` is `fromJson()`")
    }

    @Test func `what needs the outside says so where there is none`() throws {
        let bare = ExpressionVariables()
        for builtin in Self.builtins where builtin.purity == .service {
            let template = try ExpressionTemplate(parsing: builtin.example.template)
            do throws(ExpressionError) {
                _ = try template.render(in: bare, services: ExpressionServices())
                Issue.record("\(builtin.title) needs nothing")
            } catch {
                #expect(error.kind == .unavailable, "\(builtin.title): \(error)")
                #expect(error.line == 1)
            }
        }
        for builtin in Self.builtins where builtin.purity == .pure {
            let context = Fixture.context(try JSON(parsing: builtin.example.context))
            _ = try ExpressionTemplate(parsing: builtin.example.template).render(in: context)
        }
    }

    @Test func `the page of the reference is current`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/expressions.md")
        let text = try String(contentsOf: page.standardized, encoding: .utf8)
        #expect(text == ExpressionCatalog.markdown(), "run `make docs`")
    }
}

@Suite("Marks of secrets")
struct TaintTests {
    /// Filters whose result tells nothing but yes or no, or a type.
    private static let unmarked: Set<String> = ["startsWith", "endsWith", "regexMatch", "className"]

    @Test func `every filter keeps the mark of what it is applied to`() throws {
        for builtin in ExpressionLanguage.filters where !Self.unmarked.contains(builtin.name) {
            let inputs: [ExpressionValue] = [
                .text("test"), .text("42"), .text("dGVzdA=="), .text("2026-11-29"), .integer(7),
                .list([.integer(1), .integer(2)]),
                .map([("a", .integer(1))]),
            ]
            let arguments = Self.arguments[builtin.name] ?? ""
            let template = try ExpressionTemplate(parsing: "{{ s | \(builtin.name)\(arguments) }}")
            var count = 0
            for input in inputs {
                let context = ExpressionVariables(ExpressionMap([("s", input.tainted)]))
                guard let result = try? template.evaluate(in: context, services: Fixture.services) else { continue }
                count += 1
                #expect(result.value.isTainted, "\(builtin.name) of \(input.json)")
                let text = try result.text
                // Of text all that was made is covered.
                if !text.string.isEmpty { #expect(text.secretSpans.reduce(0) { $0 + $1.count } > 0, "\(builtin.name)") }
            }
            #expect(count > 0, "\(builtin.name) took no input")
        }
    }

    @Test func `every pure filter keeps the mark of its arguments`() throws {
        for (name, arguments) in Self.arguments where !Self.unmarked.contains(name) && !Self.choosing.contains(name) {
            let marked = arguments.replacing("(", with: "(s ~ ", maxReplacements: 1)
            guard arguments.hasPrefix("('"), name != "split", name != "regexExtract" else { continue }
            let template = try ExpressionTemplate(parsing: "{{ x | \(name)\(marked) }}")
            let context = ExpressionVariables(
                ExpressionMap([("s", .text(ExpressionText("", isSecret: true))), ("x", .text("2026-11-29"))])
            )
            guard let result = try? template.evaluate(in: context, services: Fixture.services) else { continue }
            #expect(result.value.isTainted, "\(name)")
        }
    }

    /// Filters of which the arguments are used only in a case.
    private static let choosing: Set<String> = ["default", "merge"]

    private static let arguments = [
        "jq": "('.')", "number": "", "join": "('-')", "split": "('e')", "chunk": "(1)", "merge": "(null)",
        "abbreviate": "(9)",
        "replace": "({'t': 'x'})", "substringBefore": "('s')", "substringBeforeLast": "('s')",
        "substringAfter": "('e')",
        "substringAfterLast": "('e')", "default": "('x')", "escapeChar": "('single')", "regexReplace": "('t', 'x')",
        "regexExtract": "('.')", "indent": "(2)", "nindent": "(2)", "dateAdd": "(1, 'DAYS')", "date": "('yyyy')",
        "numberFormat": "('0.0')",
    ]

    @Test func `spans are ranges of bytes`() throws {
        let text = try Fixture.render(
            "é{{ secrets.a }}-{{ secrets.b }}{{ secrets.c }}",
            ["secrets": ["a": "ü", "b": "x", "c": "yz"]]
        )
        #expect(text.string == "éü-xyz")
        #expect(text.secretSpans == [2..<4, 5..<8])
        #expect(text.masked(with: "*") == "é*-*")
    }

    @Test func `what came from no secret has no spans`() throws {
        let text = try Fixture.render("{{ a | upper ~ [1] | toJson }}", ["a": "x"])
        #expect(!text.isTainted)
        #expect(text.secretSpans.capacity == 0)
    }
}
