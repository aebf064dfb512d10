import JSON
import Synchronization

@testable import Expressions

/// The outside that the tests' templates see.
enum Fixture {
    /// A context; members under `secrets` are secrets.
    static func context(_ json: JSON) -> ExpressionVariables {
        var members = ExpressionValue(json).members?.members ?? []
        for index in members.indices where members[index].name == "secrets" {
            guard let secrets = members[index].value.members else { continue }
            members[index].value = .map(secrets.members.map { ($0.name, $0.value.tainted) })
        }
        return ExpressionVariables(ExpressionMap(members))
    }

    static let services: ExpressionServices = {
        var services = ExpressionServices()
        services.now = { ExpressionDate(seconds: 1_795_991_400, nanoseconds: 123_456_789) }
        services.randomBytes = { count in (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
        services.digest = { algorithm, bytes in Array("\(algorithm.rawValue) of \(bytes.count)".utf8) }
        services.yaml = { (text) throws(ExpressionError) in
            guard text == "a: 1" else { throw ExpressionError(.failed, "the text is no YAML") }
            return .map([("a", .integer(1))])
        }
        services.jq = { (request) throws(ExpressionError) in try request.results(limit: 1 << 20) }
        services.encrypt = { _, _ in "encrypted text" }
        services.decrypt = { _, _ in "text" }
        services.secret = { (request) throws(ExpressionError) in
            guard request.key != "MISSING" else { throw ExpressionError(.failed, "there is no secret `MISSING`") }
            return "secret of \(request.key)" + (request.subkey.map { ".\($0)" } ?? "")
        }
        services.credential = { name in .map([("token", .text("token of \(name)"))]) }
        services.environment = { $0 == "HOME" ? "/home" : nil }
        services.keyValue = { request in
            switch request.key {
            case "count": .integer(41)
            case "map": .map([("field", .text("value"))])
            default: nil
            }
        }
        services.readFile = { "text of \($0.path)" }
        services.fileSize = { $0.path == "hello.txt" ? 17 : $0.path == "empty.txt" ? 0 : nil }
        services.fileURI = { "nsfile:///\($0.path)" }
        services.http = { _ in .map([("ok", .bool(true))]) }
        services.freePort = { 20_000 }
        services.subflow = { _ in .map([("values", .list([.text("a"), .text("b")]))]) }
        services.appLink = { "https://example.test/apps/\($0["appId"]?.string ?? "")" }
        services.errorLogs = { .list([.map([("taskId", .text("first")), ("message", .text("it failed"))])]) }
        services.tasksWithState = { state in .list([.map([("taskId", .text("first")), ("state", .text(state))])]) }
        services.loopOutputs = { request in .map([("value", .text("\(request.function) of \(request.task ?? "")"))]) }
        services.isPublicHoliday = { $0.day.hasSuffix("-01-01") && $0.country == "FR" }
        return services
    }()

    /// What a template renders.
    static func render(
        _ template: String,
        _ context: JSON = [:],
        limits: ExpressionLimits = .default,
        services: ExpressionServices = services
    ) throws(ExpressionError) -> ExpressionText {
        try ExpressionTemplate(parsing: template, limits: limits)
            .render(in: self.context(context), services: services, limits: limits)
    }

    /// Why a template cannot be rendered, `nil` if it can.
    static func failure(
        _ template: String,
        _ context: JSON = [:],
        limits: ExpressionLimits = .default,
        services: ExpressionServices = services
    ) -> ExpressionError? {
        do throws(ExpressionError) {
            _ = try render(template, context, limits: limits, services: services)
            return nil
        } catch {
            return error
        }
    }
}
