public import JSON

/// Evaluates documents whose texts may be templates, such as the properties of a task.
///
/// Names of members are templates as well. Templates are read once if there is a cache.
public struct ExpressionDocument: Sendable {
    private let cache: ExpressionCache?
    private let limits: ExpressionLimits

    /// Documents nest no deeper; reading them has smaller limits.
    private static let maximumDepth = 128

    /// Makes an evaluator.
    ///
    /// - Parameters:
    ///   - cache: Keeps templates that were read.
    ///   - limits: What each template may take; all values together take no more than one may.
    public init(cache: ExpressionCache? = nil, limits: ExpressionLimits = .default) {
        (self.cache, self.limits) = (cache, limits)
    }

    /// Evaluates a document; a text that is one expression and nothing else becomes its value, typed.
    ///
    /// - Parameters:
    ///   - json: The document.
    ///   - context: What names stand for.
    ///   - services: What functions need from outside.
    /// - Returns: The value, which knows what of it was made of secrets.
    /// - Throws: `ExpressionError` with the place in the document and in the template.
    public func evaluate(
        _ json: JSON,
        in context: any ExpressionContext,
        services: ExpressionServices = ExpressionServices()
    ) throws(ExpressionError) -> ExpressionValue {
        var walk = DocumentWalk(self, context, services, isTyped: true)
        return try walk.finish(walk.value(json, depth: 0))
    }

    /// Evaluates a document in which every template becomes text.
    ///
    /// - Parameters:
    ///   - json: The document.
    ///   - context: What names stand for.
    ///   - services: What functions need from outside.
    /// - Returns: The document with its texts rendered, which knows what of it was made of secrets.
    /// - Throws: `ExpressionError` with the place in the document and in the template.
    public func renderText(
        _ json: JSON,
        in context: any ExpressionContext,
        services: ExpressionServices = ExpressionServices()
    ) throws(ExpressionError) -> ExpressionValue {
        var walk = DocumentWalk(self, context, services, isTyped: false)
        return try walk.finish(walk.value(json, depth: 0))
    }

    /// Evaluates one text.
    ///
    /// - Parameters:
    ///   - source: The text, which may be a template.
    ///   - context: What names stand for.
    ///   - services: What functions need from outside.
    /// - Returns: The text, with the spans that were made of a secret.
    /// - Throws: `ExpressionError` with the place in the template.
    public func render(
        _ source: String,
        in context: any ExpressionContext,
        services: ExpressionServices = ExpressionServices()
    ) throws(ExpressionError) -> ExpressionText {
        guard !ExpressionTemplate.isPlain(source) else { return ExpressionText(source) }
        return try template(source).render(in: context, services: services, limits: limits)
    }

    private func template(_ source: String) throws(ExpressionError) -> ExpressionTemplate {
        guard let cache else { return try ExpressionTemplate(parsing: source, limits: limits) }
        return try cache.template(source)
    }

    /// One way through a document.
    private struct DocumentWalk {
        let document: ExpressionDocument
        let context: any ExpressionContext
        let services: ExpressionServices
        let isTyped: Bool
        /// The members and positions that lead to what is evaluated.
        var place: [String] = []
        /// How many bytes the values so far take.
        var weight = 0
        /// The first answer that has to be waited for; what else is asked for is found out all the same.
        var unanswered: ExpressionError?

        init(
            _ document: ExpressionDocument,
            _ context: any ExpressionContext,
            _ services: ExpressionServices,
            isTyped: Bool
        ) {
            (self.document, self.context, self.services) = (document, context, services)
            self.isTyped = isTyped
        }

        func finish(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
            if let unanswered { throw unanswered }
            return value
        }

        mutating func value(_ json: JSON, depth: Int) throws(ExpressionError) -> ExpressionValue {
            guard depth <= ExpressionDocument.maximumDepth else {
                throw ExpressionError(
                    .limit,
                    "the document nests deeper than \(ExpressionDocument.maximumDepth) levels"
                )
            }
            switch json {
            case .string(let source):
                return try admit(text(source))
            case .array(let elements):
                var values: [ExpressionValue] = []
                values.reserveCapacity(elements.count)
                for (position, element) in elements.enumerated() {
                    place.append(String(position))
                    values.append(try value(element, depth: depth + 1))
                    place.removeLast()
                }
                return .list(values)
            case .object(let object):
                return try map(object, depth: depth)
            default:
                return ExpressionValue(json)
            }
        }

        private mutating func map(_ object: JSONObject, depth: Int) throws(ExpressionError) -> ExpressionValue {
            var members: [ExpressionMap.Member] = []
            members.reserveCapacity(object.count)
            for member in object.members {
                place.append(member.name)
                let name = try name(member.name)
                members.append((name, try value(member.value, depth: depth + 1)))
                place.removeLast()
            }
            return .map(members)
        }

        /// The name of a member; names are shown where values are masked, so they tell no secret.
        private mutating func name(_ source: String) throws(ExpressionError) -> String {
            guard !ExpressionTemplate.isPlain(source) else { return source }
            let name = try attempt(source, isTyped: false)
            guard !name.isTainted else {
                throw located(ExpressionError(.value, "the name of a member cannot be made of a secret"))
            }
            return try admit(name).string ?? ""
        }

        private mutating func text(_ source: String) throws(ExpressionError) -> ExpressionValue {
            guard !ExpressionTemplate.isPlain(source) else { return .text(source) }
            return try attempt(source, isTyped: isTyped)
        }

        /// What a template yields, or nothing for now if it has to be evaluated again.
        private mutating func attempt(_ source: String, isTyped: Bool) throws(ExpressionError) -> ExpressionValue {
            do throws(ExpressionError) {
                guard isTyped else { return .text(try document.render(source, in: context, services: services)) }
                let template = try document.template(source)
                return try template.evaluate(in: context, services: services, limits: document.limits).value
            } catch {
                guard error.kind == .unanswered else { throw located(error) }
                if unanswered == nil { unanswered = error }
                return .null
            }
        }

        private mutating func admit(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
            let (sum, overflows) = weight.addingReportingOverflow(value.weight)
            guard !overflows, sum <= document.limits.maximumOutputBytes else {
                throw located(
                    ExpressionError(.limit, "the values take more than \(document.limits.maximumOutputBytes) bytes")
                )
            }
            weight = sum
            return value
        }

        /// The error with its place in the document.
        private func located(_ error: ExpressionError) -> ExpressionError {
            guard !place.isEmpty else { return error }
            var error = error
            error.reason = "in `\(place.joined(separator: ".").excerpt)`: \(error.reason)"
            return error
        }
    }
}
