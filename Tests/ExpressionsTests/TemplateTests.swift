import JSON
import Synchronization
import Testing

@testable import Expressions

/// A context that remembers what it was asked for.
private final class WatchedContext: ExpressionContext {
    private let asked = Mutex<[String]>([])
    private let variables: ExpressionVariables

    init(_ json: JSON) {
        variables = Fixture.context(json)
    }

    var names: [String] { variables.names }

    var log: [String] { asked.withLock { $0 } }

    func value(of name: String) throws(ExpressionError) -> ExpressionValue? {
        asked.withLock { $0.append(name) }
        return variables.value(of: name)
    }

    func value(of name: String, member: String) throws(ExpressionError) -> ExpressionValue? {
        asked.withLock { $0.append("\(name).\(member)") }
        return variables.value(of: name)?.member(member)
    }
}

@Suite("Templates")
struct TemplateTests {
    @Test func `ask the context for what they name, and nothing else`() throws {
        let context = WatchedContext(["inputs": ["a": 1, "b": 2], "outputs": ["x": ["y": 3]], "vars": [:]])
        let template = try ExpressionTemplate(
            parsing: "{{ inputs.a > 0 or vars.z }}{{ outputs.x.y ?? vars.q }}{{ true ? 1 : vars }}"
        )
        #expect(try template.render(in: context).string == "true31")
        #expect(context.log == ["inputs.a", "outputs.x"])
    }

    @Test func `keep the type of a single expression, and give text on demand`() throws {
        let template = try ExpressionTemplate(parsing: "{{ [1, 2.5] }}")
        let result = try template.evaluate(in: ExpressionVariables())
        #expect(template.isSingleExpression)
        #expect(result.value.json == [1, 2.5])
        #expect(try result.text.string == "[1,2.5]")
        let other = try ExpressionTemplate(parsing: " {{ 1 }}")
        #expect(!other.isSingleExpression)
        #expect(try other.evaluate(in: ExpressionVariables()).value.json == " 1")
    }

    @Test func `tell plain text`() {
        #expect(ExpressionTemplate.isPlain(""))
        #expect(ExpressionTemplate.isPlain("{ a } {"))
        #expect(!ExpressionTemplate.isPlain("a{{"))
        #expect(!ExpressionTemplate.isPlain("{% x"))
        #expect(!ExpressionTemplate.isPlain("{#"))
    }

    @Test func `list the variables they name`() throws {
        let source = """
            {% set a = inputs.x %}{{ a }}{{ outputs['t-1'].values[0] }} {{ vars[inputs.k] }}
            {% for i in items %}{{ i.b }}{{ loop.index }}{% endfor %}{{ inputs.x }}{{ missing ?? trigger.date }}
            """
        let references = try ExpressionTemplate(parsing: source).references
        let paths = references.map { $0.path.joined(separator: "/") }
        #expect(
            Set(paths) == ["inputs/x", "outputs/t-1/values/0", "vars", "inputs/k", "items", "missing", "trigger/date"]
        )
        #expect(paths.count == 7)
        let items = try #require(references.first { $0.path == ["items"] })
        #expect(items.line == 2)
        #expect(items.column == 13)
    }

    @Test func `list the functions they call`() throws {
        let calls = try ExpressionTemplate(parsing: "{{ secret('A', namespace=ns) }}\n{{ kv(key='b') }}").calls
        #expect(calls.map(\.name) == ["secret", "kv"])
        #expect(calls[0].arguments == ["A", nil, nil, nil])
        #expect(calls[1].arguments == ["b", nil, nil])
        #expect(calls[1].line == 2)
    }

    @Test func `are evaluated by many at once`() async throws {
        let template = try ExpressionTemplate(parsing: "{% for i in 1..n %}{{ i }}{% endfor %}")
        let lengths = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...50 {
                group.addTask {
                    let context = ExpressionVariables(ExpressionMap([("n", .integer(Int64(number)))]))
                    return try template.render(in: context).string.utf8.count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(lengths.sorted() == (1...50).map { $0 < 10 ? $0 : 9 + ($0 - 9) * 2 })
    }
}

@Suite("The cache of templates")
struct CacheTests {
    @Test func `keeps what was read`() throws {
        let cache = ExpressionCache()
        let first = try cache.template("{{ a }}")
        #expect(try cache.template("{{ a }}").program === first.program)
        #expect(cache.usage.templates == 1)
        #expect(cache.usage.bytes > 0)
    }

    @Test func `tells apart what only looks alike`() throws {
        let cache = ExpressionCache()
        #expect(try cache.template("\u{E9}").source.utf8.count == 2)
        #expect(try cache.template("e\u{301}").source.utf8.count == 3)
        #expect(cache.usage.templates == 2)
    }

    @Test func `stays within its bytes, and lets go of what was not used for longest`() throws {
        let cache = ExpressionCache(maximumBytes: 200_000)
        let kept = try cache.template("{{ kept }}")
        for number in 0..<2000 {
            _ = try cache.template("{{ inputs.number\(number) }}")
            #expect(try cache.template("{{ kept }}").program === kept.program)
            #expect(cache.usage.bytes <= 200_000)
        }
        #expect(cache.usage.templates > 50)
    }

    @Test func `keeps no template that would take most of it, and none that is malformed`() throws {
        let cache = ExpressionCache(maximumBytes: 100_000)
        _ = try cache.template(String(repeating: "a", count: 50_000))
        #expect(throws: ExpressionError.self) { try cache.template("{{") }
        #expect(cache.usage.templates == 0)
    }
}

@Suite("Templates to look at")
struct DisplayTests {
    private func display(_ source: String, _ context: JSON = [:]) throws -> String {
        try ExpressionTemplate(parsing: source).display(in: Fixture.context(context))
    }

    @Test func `are rendered where nothing outside is needed`() throws {
        #expect(try display("Hello {{ name | upper }}", ["name": "Ada"]) == "Hello ADA")
    }

    @Test func `show a secret by its name, and nothing that is made of it`() throws {
        #expect(try display("a {{ secret('KEY') }}") == "a [secret: KEY]")
        #expect(try display("{{ secret('KEY') | base64encode }}") == "******")
        #expect(try display("{{ secrets.p }}", ["secrets": ["p": "x"]]) == "******")
    }

    @Test(arguments: [
        "{{ missing }}", "x {{ env('HOME') }}", "{{ now() }}", "{{ 1 }}{{ uuid() }}", "{{ http('http://x') }}",
        "{{ kv('a') }}",
    ])
    func `stay as they are written where something is missing`(_ source: String) throws {
        #expect(try display(source) == source)
    }
}
