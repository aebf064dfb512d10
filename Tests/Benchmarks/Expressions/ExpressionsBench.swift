import Expressions
import JSON

/// Measures rendering, one line of JSON for each template: `{"name": ..., "microseconds": ...}`.
@main
enum ExpressionsBench {
    private static let templates: [(name: String, source: String)] = [
        ("typical", "{{ inputs.name | upper }}-{{ outputs.first.value }}"),
        ("plain", "no expression at all"),
        ("condition", "{{ inputs.count > 2 and outputs.first.value is defined ? 'many' : 'few' }}"),
        ("loop", "{% for item in outputs.list.items %}{{ loop.index }}: {{ item.id }}\n{% endfor %}"),
        ("secret", "token {{ secret('API') | base64encode }}"),
    ]

    private static let context = ExpressionVariables(
        ExpressionMap([
            ("inputs", ExpressionValue(["name": "Ada", "count": 3])),
            (
                "outputs",
                ExpressionValue([
                    "first": ["value": "ok"], "list": ["items": .array((0..<10).map { ["id": JSON($0)] })],
                ])
            ),
        ])
    )

    static func main() throws {
        var services = ExpressionServices()
        services.secret = { _ in "hidden" }
        let cache = ExpressionCache()
        // As full as a busy service has it.
        for number in 0..<5000 {
            _ = try cache.template("{{ inputs.field\(number) | default('none') }}")
        }
        for (name, source) in templates {
            let best = try (0..<5).map { _ in try measure(source, cache, services) }.min() ?? 0
            print(JSON.object(["name": .string(name), "microseconds": .number(best)]).text)
        }
        let reading = try (0..<5).map { _ in try measureReading(templates[0].source) }.min() ?? 0
        print(JSON.object(["name": "reading", "microseconds": .number(reading)]).text)
    }

    /// Microseconds to find a template in the cache and render it.
    private static func measure(_ source: String, _ cache: ExpressionCache, _ services: ExpressionServices) throws
        -> Double
    {
        let turns = 100_000
        var bytes = 0
        let clock = ContinuousClock()
        let time = try clock.measure {
            for _ in 0..<turns {
                bytes &+= try cache.template(source).render(in: context, services: services).string.utf8.count
            }
        }
        precondition(bytes > 0, "nothing was rendered")
        return microseconds(time) / Double(turns)
    }

    /// Microseconds to read a template that is in no cache.
    private static func measureReading(_ source: String) throws -> Double {
        let turns = 20_000
        let time = try ContinuousClock().measure {
            for _ in 0..<turns { _ = try ExpressionTemplate(parsing: source) }
        }
        return microseconds(time) / Double(turns)
    }

    private static func microseconds(_ time: Duration) -> Double {
        let (seconds, attoseconds) = time.components
        return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    }
}
