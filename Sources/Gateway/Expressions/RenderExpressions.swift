import Access
import Crypto
import Expressions
import JSON
import Postgres
import Tenancy

/// Renders expressions for people to look at: nothing outside is asked, and secrets are masked.
///
/// An expression that names what is not there, or calls what needs the outside, is answered as it was sent.
struct RenderExpressions: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/expressions/render"
    static let id = "renderExpressions"
    static let summary = "Render expressions to look at"
    static let permission = Permission(.flow, .view)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("expressions", "[string]", required: true, "The expressions, 1 to 500."),
        .body("executionId", "string", "The execution whose names they see."),
        .body("namespace", "string", "The namespace of the flow whose names they see."),
        .body("flowId", "string", "The flow whose names they see."),
        .body("flow", "string", "The source of the flow whose names they see."),
    ]

    /// How long all expressions of a request may take together: they are evaluated on the loop that others wait for.
    private static let time = Duration.milliseconds(30)

    let expressions: [String]
    let execution: String?
    let namespace: Namespace.Name?
    let flow: String?

    var target: Target { namespace.map { .namespace($0) } ?? .anywhere }

    init(_ request: Request) throws {
        var fields = try request.fields()
        let expressions = fields.required("expressions", .list(of: .string, count: 1...500))
        let execution = fields.optional("executionId", .string(length: 1...100))
        let namespace = fields.optional("namespace", .namespace)
        let flow = fields.optional("flowId", .string(length: 1...100))
        _ = fields.optional("flow", .string)
        self.expressions = try fields.finish(expressions)
        self.execution = execution
        self.namespace = namespace
        self.flow = flow
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        // No execution is kept yet, so none is anybody's to see.
        guard execution == nil else { throw GateError.hidden }
        let end = ContinuousClock.now + Self.time
        var rendered = JSONObject()
        for expression in expressions {
            let isLate = ContinuousClock.now > end
            rendered[expression] = .string(isLate ? expression : display(expression, before: end))
        }
        return ["rendered": .object(rendered)]
    }

    /// The names that a request says itself.
    private var context: ExpressionVariables {
        guard let namespace, let flow else { return ExpressionVariables() }
        let members: [ExpressionMap.Member] = [
            ("id", .text(flow)), ("namespace", .text(namespace.description)),
        ]
        return ExpressionVariables(ExpressionMap([("flow", .map(members))]))
    }

    /// What is shown of an expression; one that cannot be read is shown as it is.
    private func display(_ source: String, before end: ContinuousClock.Instant) -> String {
        do throws(ExpressionError) {
            return try ExpressionTemplate(parsing: source, limits: Self.limits).display(
                in: context,
                digest: Self.digest,
                hasExpired: { ContinuousClock.now > end },
                limits: Self.limits
            )
        } catch {
            return source
        }
    }

    /// What nothing stops once it has begun is short, or left out.
    private static let limits: ExpressionLimits = {
        var limits = ExpressionLimits.default
        limits.maximumTemplateBytes = 64 << 10
        limits.maximumOutputBytes = 1 << 20
        limits.maximumSteps = 200_000
        limits.maximumMatchTries = 10_000
        limits.maximumJQBytes = 0
        return limits
    }()

    private static let digest: ExpressionServices.DigestService = { (algorithm, bytes) throws(ExpressionError) in
        let digest =
            switch algorithm {
            case .md5: Digest.md5(bytes)
            case .sha1: Digest.sha1(bytes)
            case .sha256: Digest.sha256(bytes)
            case .sha512: Digest.sha512(bytes)
            }
        guard let digest else {
            throw ExpressionError(.unavailable, "the digest `\(algorithm.rawValue)` is not available here")
        }
        return digest
    }
}
