import Crypto
import Expressions
import JSON
import Sandbox
import WorkerProtocol

/// Expressions that are rendered to look at: on the loop that others wait for, so within a short time, and programs of jq in
/// processes of their own, within a longer one.
struct RenderedExpressions: LateReply, JSONReply {
    /// How long the evaluation of all expressions may take together.
    private static let time = Duration.milliseconds(30)

    /// After how long no program of jq is begun any more.
    private static let patience = Duration.seconds(3)

    /// The answer.
    private(set) var json: JSON = .null

    private let expressions: [String]
    private let context: any ExpressionContext
    private let owner: String
    private let jq: JQProcesses?

    init(of expressions: [String], in context: any ExpressionContext, for owner: String, jq: JQProcesses?) {
        (self.expressions, self.context, self.owner, self.jq) = (expressions, context, owner, jq)
    }

    func finished() async -> RenderedExpressions {
        let budget = ExpressionBudget(Self.time)
        let services = services
        var rendered = JSONObject()
        for expression in expressions {
            rendered[expression] = .string(
                budget.isSpent ? expression : await display(expression, services, within: budget)
            )
        }
        var finished = self
        finished.json = ["rendered": .object(rendered)]
        return finished
    }

    private var services: AwaitedServices {
        var services = AwaitedServices()
        guard let jq else { return services }
        let (owner, end) = (owner, ContinuousClock.now + Self.patience)
        services.answer(\.jq) { (request) async throws(ExpressionError) in
            guard ContinuousClock.now < end else {
                throw ExpressionError(.limit, "the programs of jq take too long", name: "jq")
            }
            return try await jq.run(request, for: owner)
        }
        return services
    }

    /// What is shown of an expression; one that cannot be read is shown as it is.
    private func display(
        _ source: String,
        _ services: AwaitedServices,
        within budget: ExpressionBudget
    ) async -> String {
        let limits = Self.limits
        return await services.run { services in
            budget.spend { end in
                do throws(ExpressionError) {
                    return try ExpressionTemplate(parsing: source, limits: limits).display(
                        in: context,
                        digest: Self.digest,
                        jq: services.jq,
                        hasExpired: { ContinuousClock.now > end },
                        limits: limits
                    )
                } catch {
                    return source
                }
            }
        }
    }

    /// What nothing stops once it has begun is short, or left out.
    private static let limits: ExpressionLimits = {
        var limits = ExpressionLimits.default
        limits.maximumTemplateBytes = 64 << 10
        limits.maximumOutputBytes = 1 << 20
        limits.maximumSteps = 200_000
        limits.maximumMatchTries = 10_000
        limits.maximumJQBytes = 256 << 10
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
