import JSON
import Synchronization
import Testing

@testable import Expressions

@Suite("Bounds of templates")
struct BoundsTests {
    @Test func `a template of a megabyte is refused with its size`() {
        let error = Fixture.failure(String(repeating: "a", count: 1 << 20))
        #expect(error?.kind == .limit)
        #expect(error?.description == "line 1, column 1: the template has 1048576 bytes, more than 524288")
    }

    @Test func `a template at the limit is read`() throws {
        let source = String(repeating: "a", count: 512 << 10)
        #expect(try Fixture.render(source).string.utf8.count == 512 << 10)
    }

    @Test(arguments: ["(", "[", "-", "not ", "{'a': ", "a[", "true ? ", "range(", "1 + ("])
    func `expressions in one another are refused beyond a depth`(_ opening: String) {
        let error = Fixture.failure("{{ " + String(repeating: opening, count: 10_000) + "1")
        #expect(error?.kind == .limit)
        #expect(error?.line == 1)
    }

    @Test(arguments: ["{% if true %}", "{% for i in [1] %}", "{% filter upper %}", "{% macro m() %}"])
    func `tags in one another are refused beyond a depth`(_ opening: String) {
        #expect(Fixture.failure(String(repeating: opening, count: 1000))?.kind == .limit)
    }

    @Test(arguments: [" + 1", " and true", " ?? 1", " | upper", " .. 1", ".a", "[0]", " == 1", " is null"])
    func `operators in a row are refused beyond a number`(_ link: String) {
        let error = Fixture.failure("{{ 1" + String(repeating: link, count: 20_000) + " }}")
        #expect(error?.kind == .limit)
    }

    @Test func `a long chain of tilde is no nesting`() throws {
        let text = try Fixture.render("{{ 'a'" + String(repeating: " ~ 'b'", count: 5000) + " }}")
        #expect(text.string.utf8.count == 5001)
    }

    @Test func `nesting as deep as allowed is evaluated`() throws {
        let depth = 29
        let text = try Fixture.render(
            "{{ " + String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth) + " }}"
        )
        #expect(text.string == "1")
        let links = String(repeating: " + 1", count: 180)
        #expect(try Fixture.render("{{ 1\(links) }}").string == "181")
    }

    @Test func `a macro that calls itself without end is stopped`() {
        let error = Fixture.failure("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")
        #expect(error?.kind == .limit)
    }

    @Test func `a block that renders itself is stopped`() {
        #expect(Fixture.failure("{% block b %}{{ block('b') }}{% endblock %}")?.kind == .limit)
    }

    @Test func `turns of loops are counted over all loops`() {
        let source = "{% for a in 1..1000 %}{% for b in 1..1000 %}x{% endfor %}{% endfor %}"
        let error = Fixture.failure(source)
        #expect(error?.reason == "the loops take more than 100000 turns")
    }

    @Test func `what is rendered is bounded`() {
        var limits = ExpressionLimits()
        limits.maximumOutputBytes = 1000
        let source = "{% for a in 1..50 %}{{ 'x' }}yyyyyyyyyyyyyyyyyyyyyyyyyyyyy{% endfor %}"
        let error = Fixture.failure(source, limits: limits)
        #expect(error?.reason == "the text is longer than 1000 bytes")
    }

    @Test(arguments: [
        "{% set s = 'aaaaaaaa' %}{% for i in 1..60 %}{% set s = s ~ s %}{% endfor %}{{ s }}",
        "{% set s = [1] %}{% for i in 1..60 %}{% set s = s + s %}{% endfor %}{{ s }}",
        "{% set s = [1] %}{% for i in 1..60 %}{% set s = [s, s] %}{% endfor %}{{ s }}",
        "{% set s = {'a': 1} %}{% for i in 1..60 %}{% set s = {'a': s, 'b': s} %}{% endfor %}{{ s | toJson }}",
        "{% set s = 'a' %}{% for i in 1..60 %}{% set s = s | replace({'a': 'aaaaaaaaaa'}) %}{% endfor %}",
        "{% set s = [1] %}{% for i in 1..60 %}{% set s = s | merge(s) %}{% endfor %}",
        "{% set s = 'a\n' %}{% for i in 1..60 %}{% set s = (s ~ s) | indent(100) %}{% endfor %}",
        "{% set s = 'a' %}{% for i in 1..60 %}{% set s = [s, s, s, s] | join(s) %}{% endfor %}",
        "{% set s = 'a' %}{% for i in 1..60 %}{% set s = s | regexReplace('a', 'aaaaaaa') %}{% endfor %}",
        "{% set s = 'a' %}{% for i in 1..60 %}{% set s = s | urlencode | base64encode | sh | escapeChar('shell') %}{% endfor %}",
        "{% set s = '9' | number('BIGINTEGER') %}{% for i in 1..60 %}{% set s = s * s %}{% endfor %}",
        "{% set s = [] %}{% for i in 1..500 %}{% set s = [s] %}{% endfor %}{{ s }}",
        "{% macro m(n) %}{{ m(n ~ n) }}{% endmacro %}{{ m('aaaaaaaa') }}",
    ])
    func `values that grow are stopped`(_ source: String) {
        let error = Fixture.failure(source)
        #expect(error?.kind == .limit, "\(String(describing: error))")
    }

    @Test func `what is equal takes steps`() {
        let source = "{% set s = range(1, 50000) %}{% for i in 1..1000 %}{% if s == s %}{% endif %}{% endfor %}"
        #expect(Fixture.failure(source)?.kind == .limit)
    }

    @Test func `the clock is asked, and ends an evaluation`() {
        let asked = Mutex(0)
        var services = ExpressionServices()
        services.hasExpired = {
            asked.withLock {
                $0 += 1
                return $0 > 3
            }
        }
        do throws(ExpressionError) {
            let template = try ExpressionTemplate(parsing: "{% for a in 1..100000 %}{{ a }}{% endfor %}")
            _ = try template.render(in: ExpressionVariables(), services: services)
            Issue.record("it did not end")
        } catch {
            #expect(error.reason == "the evaluation takes too long")
            #expect(asked.withLock { $0 } == 4)
        }
    }

    @Test(arguments: [
        #"{{ s | regexMatch('(x+x+)+y') }}"#, #"{{ s | regexMatch('^(([a-z])+.)+[A-Z]([a-z])+$') }}"#,
        #"{{ s | regexReplace('(x|x|x)*y', '') }}"#, #"{{ s | split('(.*)*(.*)*y') }}"#,
        #"{{ s | regexExtract('(?:(?:x*)*)*y', 0) }}"#, #"{{ s | replace({'(x*)*y': 'a'}, regexp=true) }}"#,
        #"{{ s | regexMatch('((?1)x|x)(?R)*y') }}"#,
    ])
    func `regular expressions end`(_ source: String) throws {
        let context: JSON = ["s": .string(String(repeating: "x", count: 5000))]
        // Either it is decided within the limits, or refused for them; what it must not do is go on.
        if let error = Fixture.failure(source, context) { #expect(error.kind == .limit, "\(error)") }
    }

    @Test(arguments: [
        "env", "env.HOME", "$ENV", "$ENV.PATH", "input", "[inputs]", "debug", "stderr", "halt", "1 | halt_error",
        "import \"a\" as a; .", "include \"a\"; .", "modulemeta", "\"\\(env.HOME)\"", "\"\\(\"\\(input)\")\"",
        "[1, input, 2]", "{a: input}", ". as $x | $ENV", "$__prog_args", "get_search_list", "(env)", ".a | env",

        "input_filename", "#\nenv",
    ])
    func `programs of jq that ask for something outside are refused before they run`(_ program: String) throws {
        var services = Fixture.services
        services.jq = { (_) throws(ExpressionError) in
            Issue.record("it was run")
            return []
        }
        let template = try ExpressionTemplate(parsing: "{{ [1] | jq(p) }}")
        #expect {
            try template.render(in: Fixture.context(["p": .string(program)]), services: services)
        } throws: { error in
            let error = error as? ExpressionError
            return error?.kind == .unavailable && error?.reason.contains("it asks for something outside") == true
        }
    }

    @Test func `programs of jq are bounded in length and depth`() {
        let deep = String(repeating: "\"\\(", count: 100)
        for program in [String(repeating: "1,", count: 4000), deep] {
            #expect(Fixture.failure("{{ [1] | jq(p) }}", ["p": .string(program)])?.kind == .limit)
        }
    }

    @Test func `results of jq are bounded in number and size`() throws {
        for (count, size) in [(10_001, 1), (9, 1 << 20)] {
            var services = Fixture.services
            services.jq = { _ in Array(repeating: "\"" + String(repeating: "x", count: size) + "\"", count: count) }
            let template = try ExpressionTemplate(parsing: "{{ 1 | jq('.') }}")
            #expect {
                try template.render(in: ExpressionVariables(), services: services)
            } throws: { error in
                (error as? ExpressionError)?.kind == .limit
            }
        }
    }
}

@Suite("Programs of jq")
struct JQTests {
    private static let input: JSON = [
        "name": "a b", "range": 1, "items": [["id": 2, "tags": ["x"]], ["id": 1, "tags": []]], "input": ["env": 5],
        "n": 3,
    ]

    @Test(arguments: [
        (".items | map(.id) | add", "3"), (".items[0].id", "2"), ("[.items[] | select(.id > 1) | .tags[0]]", #"["x"]"#),
        (".name | gsub(\" \"; \"_\")", "a_b"), (".name | gsub(\"[a-z]+\"; \"#\")", "# #"),
        (".name | sub(\"a\"; \"c\")", "c b"),
        (".range + .input.env", "6"), ("{range: .n, name} | .range", "3"), (".n * 2", "6"), ("2 * .n", "6"),
        (".items | sort_by(.id) | map(.id)", "[1,2]"), ("to_entries | length", "5"), (".n = 7 | .n", "7"),
        ("def f(x): x + 1; [range(3) | f(.)] | add", "6"), (".input.env", "5"), ("{env: .n} | .env", "3"),
        (".items[0].id |= . + 1 | .items[0].id", "3"), ("if .n == 3 then \"yes\" else \"no\" end", "yes"),
        ("\"\\(.n)-\\(.name)\"", "3-a b"), ("[.items[].id] | @csv", "2,1"),
        ("reduce .items[] as $i (0; . + $i.id)", "3"),
        ("with_entries(select(.key == \"n\"))", #"{"n":3}"#), (".name | test(\"^a\")", "true"),
        ("[..|numbers] | length", "5"),
        (".missing // \"none\"", "none"), ("try error(\"x\") catch .", "x"), ("# range\n.n", "3"),
        (".name | ascii_upcase", "A B"),
        ("keys | first", "input"), (".[\"n\"]", "3"), ("[limit(1; .items[])] | length", "1"),
    ])
    func `run`(_ program: String, _ expected: String) throws {
        let context: JSON = ["v": Self.input, "p": .string(program)]
        #expect(try Fixture.render("{{ v | jq(p) | first }}", context).string == expected)
    }

    @Test func `run where the host says`() throws {
        var services = ExpressionServices()
        services.jq = { request in ["\"\(request.source) on \(request.input.utf8.count)\"", "2"] }
        let template = try ExpressionTemplate(parsing: "{{ [1] | jq('.x') }}")
        #expect(try template.render(in: ExpressionVariables(), services: services).string == #"[".x on 3",2]"#)
    }
}

@Suite("Damaged templates")
struct DamagedTemplateTests {
    /// A generator that gives the same numbers every time.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test func `never trap, and fail with a place`() throws {
        var numbers = Numbers(state: 4)
        var services = Fixture.services
        // A damaged program may bring libjq down, or never end.
        services.jq = { [$0.input] }
        let sources = try GoldenCase.all().map { (Array($0.template.utf8), $0.context) }
        let pieces = [
            "{{", "}}", "{%", "%}", "|", "??", "'", "(", ")", "[", "]", "-", "..", " in ", "not ", "\u{0}", "é",
            "99999999999",
        ]
        for _ in 0..<6000 {
            var (bytes, context) = sources[Int(numbers.next() % UInt64(sources.count))]
            for _ in 0...Int(numbers.next() % 3) {
                let place = bytes.isEmpty ? 0 : Int(numbers.next() % UInt64(bytes.count))
                switch numbers.next() % 4 {
                case 0: bytes.removeFirst(min(place, bytes.count))
                case 1 where !bytes.isEmpty: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: pieces[Int(numbers.next() % UInt64(pieces.count))].utf8, at: place)
                default: bytes.removeLast(min(place, bytes.count))
                }
            }
            let source = String(decoding: bytes, as: UTF8.self)
            if source.contains("+)+") { continue }
            if let error = Fixture.failure(source, context, services: services) {
                #expect(error.line >= 1 && error.column >= 1, "\(source): \(error)")
            }
        }
    }
}
