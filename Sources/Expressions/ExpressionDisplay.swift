import Synchronization

extension ExpressionTemplate {
    /// The text of the template for people to look at: nothing outside is asked, and no secret is fetched.
    ///
    /// `secret('KEY')` is told as `[secret: KEY]`; what is made of it, and what of the context is a secret, is told as
    /// `******`. A template that names what is not there, or calls what needs the outside, stays as it is written.
    ///
    /// - Parameters:
    ///   - context: What names stand for.
    ///   - digest: The digests of filters; without it those that use one stay as they are written.
    ///   - jq: Runs programs of jq; without it templates that have one stay as they are written.
    ///   - hasExpired: Whether the time for it is over.
    ///   - limits: What the evaluation may take.
    /// - Returns: The text.
    public func display(
        in context: any ExpressionContext,
        digest: ExpressionServices.DigestService? = nil,
        jq: ExpressionServices.Service<ExpressionRequest.Program, [String]>? = nil,
        hasExpired: (@Sendable () -> Bool)? = nil,
        limits: ExpressionLimits = .default
    ) -> String {
        let placeholders = Placeholders()
        var services = ExpressionServices()
        services.digest = digest
        services.jq = jq
        services.hasExpired = hasExpired
        services.secret = { request in placeholders.text(of: request.key) }
        do throws(ExpressionError) {
            return try render(in: context, services: services, limits: limits).masked(unless: {
                placeholders.contains($0)
            })
        } catch {
            return source
        }
    }
}

/// What was shown in the place of secrets.
private final class Placeholders: Sendable {
    private let known = Mutex<Set<String>>([])

    func text(of key: String) -> String {
        let text = "[secret: \(key)]"
        known.withLock { _ = $0.insert(text) }
        return text
    }

    func contains(_ text: String) -> Bool {
        known.withLock { $0.contains(text) }
    }
}
