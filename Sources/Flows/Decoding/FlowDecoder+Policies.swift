import JSON
import YAML

extension FlowDecoder {
    mutating func retry(_ value: Declaration?) -> RetryPolicy? {
        guard let value, var members = value.members(&problems) else { return nil }
        let delay = retryDelay(&members)
        let attempts = members.member("maxAttempts", formerly: "maxAttempt", problems: &problems)
        let policy = delay.map { delay in
            RetryPolicy(
                delay: delay,
                maxAttempts: attempts?.integer(in: 1...Int64(Int32.max), &problems).map { Int($0) },
                maxDuration: positiveDuration("maxDuration", &members),
                warningOnRetry: members.bool("warningOnRetry", &problems) ?? false,
                behavior: members.choice("behavior", of: RetryPolicy.Behavior.self, &problems) ?? .retryFailedTask
            )
        }
        if delay == nil { _ = members.rest() }
        members.finish(&problems)
        return policy
    }

    private enum RetryType: String, CaseIterable {
        case constant, exponential, random
    }

    private mutating func retryDelay(_ members: inout DeclarationMembers) -> RetryPolicy.Delay? {
        let type = members.required("type", &problems)?.choice(of: RetryType.self, &problems)
        switch type {
        case .constant:
            return requiredDuration("interval", &members).map { .constant(interval: $0) }
        case .exponential:
            let factor = members.member("delayFactor").flatMap { delayFactor($0) } ?? 2
            let interval = requiredDuration("interval", &members)
            let limit = requiredDuration("maxInterval", &members)
            guard let interval, let limit else { return nil }
            return .exponential(interval: interval, limit: limit, factor: factor)
        case .random:
            let least = requiredDuration("minInterval", &members)
            let most = requiredDuration("maxInterval", &members)
            guard let least, let most else { return nil }
            guard least <= most else {
                let message = "`minInterval` is longer than `maxInterval`"
                problems.append(members.declaration, .combination, message)
                return nil
            }
            return .random(least...most)
        case nil:
            return nil
        }
    }

    private mutating func delayFactor(_ value: Declaration) -> Double? {
        guard let number = value.number(&problems) else { return nil }
        guard number >= 1, number <= 1000 else {
            problems.append(value, .invalidValue, "expected a factor of 1 to 1000, found \(value.kind)")
            return nil
        }
        return number
    }

    mutating func concurrency(_ value: Declaration?) -> FlowConcurrency? {
        guard let value, var members = value.members(&problems) else { return nil }
        let limit = members.required("limit", &problems)?.integer(in: 1...Int64(Int32.max), &problems)
        let behavior = members.choice("behavior", of: FlowConcurrency.Behavior.self, &problems)
        members.finish(&problems)
        return limit.map { FlowConcurrency(limit: Int($0), behavior: behavior ?? .queue) }
    }

    mutating func quotas(_ value: Declaration?) -> [FlowQuota] {
        guard let elements = value?.list(&problems) else { return [] }
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let duration = requiredDuration("duration", &members)
            let limit = members.required("limit", &problems)?.integer(in: 0...Int64.max, &problems)
            let behavior = members.choice("behavior", of: FlowQuota.Behavior.self, &problems) ?? .fail
            members.finish(&problems)
            guard let duration, let limit else { return nil }
            return FlowQuota(duration: duration, limit: limit, behavior: behavior)
        }
    }

    mutating func serviceLevels(_ value: Declaration?) -> [ServiceLevel] {
        guard let elements = value?.list(&problems) else { return [] }
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let id = members.required("id", &problems)?.text(atMost: 256, &problems)
            let promise = promise(&members)
            let behavior = members.required("behavior", &problems)?.choice(of: ServiceLevel.Behavior.self, &problems)
            let labels = labels(members.member("labels"))
            if promise == nil { _ = members.rest() }
            members.finish(&problems)
            guard let id, let promise, let behavior else { return nil }
            return ServiceLevel(id: id, promise: promise, behavior: behavior, labels: labels)
        }
    }

    private enum PromiseType: String, CaseIterable {
        case maxDuration = "MAX_DURATION"
        case executionAssertion = "EXECUTION_ASSERTION"
    }

    private mutating func promise(_ members: inout DeclarationMembers) -> ServiceLevel.Promise? {
        switch members.required("type", &problems)?.choice(of: PromiseType.self, &problems) {
        case .maxDuration: requiredDuration("duration", &members).map { .maxDuration($0) }
        case .executionAssertion: template(members.required("assert", &problems)).map { .executionAssertion($0) }
        case nil: nil
        }
    }

    mutating func checks(_ value: Declaration?) -> [FlowCheck] {
        guard let elements = value?.list(&problems) else { return [] }
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let condition = members.member("when", formerly: "condition", problems: &problems)
            if condition == nil { members.missing("when", &problems) }
            let when = template(condition)
            let message = template(members.required("message", &problems))
            let style = members.choice("style", of: FlowCheck.Style.self, &problems) ?? .info
            let behavior = members.choice("behavior", of: FlowCheck.Behavior.self, &problems) ?? .blockExecution
            members.finish(&problems)
            guard let when, let message else { return nil }
            return FlowCheck(when: when, message: message, style: style, behavior: behavior)
        }
    }

    /// The selector of workers, also in its former shape.
    mutating func workerSelector(_ members: inout DeclarationMembers) -> WorkerSelector? {
        let former = members.member("workerGroup")
        if let value = members.member("workerSelector") {
            if let former {
                let message = "`workerGroup` is the former name of `workerSelector`, which is there as well"
                problems.append(former, .combination, message)
            }
            return workerSelector(value)
        }
        guard let former, var members = former.members(&problems) else { return nil }
        problems.warn(former, .deprecated, "`workerGroup` is deprecated; use `workerSelector` with `tags`")
        let key = members.required("key", &problems)?.text(atMost: 256, &problems)
        let fallback = members.choice("fallback", of: WorkerSelector.Fallback.self, &problems) ?? .fail
        members.finish(&problems)
        return key.map { WorkerSelector(tags: [$0], match: .all, fallback: fallback) }
    }

    private mutating func workerSelector(_ value: Declaration) -> WorkerSelector? {
        guard var members = value.members(&problems) else { return nil }
        let declared = members.required("tags", &problems)
        let tags = declared?.texts(&problems)
        let match = members.choice("match", of: WorkerSelector.Match.self, &problems) ?? .all
        let fallback = members.choice("fallback", of: WorkerSelector.Fallback.self, &problems) ?? .fail
        members.finish(&problems)
        guard let declared, let tags else { return nil }
        guard (1...WorkerSelector.tagLimit).contains(tags.count), !tags.contains("") else {
            let message = "expected 1 to \(WorkerSelector.tagLimit) tags that are not empty, found \(tags.count)"
            problems.append(declared, .invalidValue, message)
            return nil
        }
        return WorkerSelector(tags: tags, match: match, fallback: fallback)
    }

    mutating func taskCache(_ value: Declaration?) -> TaskCache? {
        guard let value, var members = value.members(&problems) else { return nil }
        let isEnabled = members.required("enabled", &problems)?.bool(&problems)
        let ttl = positiveDuration("ttl", &members)
        members.finish(&problems)
        return isEnabled.map { TaskCache(isEnabled: $0, ttl: ttl) }
    }

    // MARK: - Durations

    private mutating func requiredDuration(_ name: String, _ members: inout DeclarationMembers) -> Duration? {
        members.required(name, &problems)?.duration(&problems)
    }

    private mutating func positiveDuration(_ name: String, _ members: inout DeclarationMembers) -> Duration? {
        members.member(name)?.duration(&problems)
    }
}

extension Declaration {
    /// The value as a duration that is not negative.
    func duration(_ problems: inout FlowProblems) -> Duration? {
        guard scalar != nil, let text = text(&problems) else {
            if scalar == nil { refuse(expecting: "a duration", &problems) }
            return nil
        }
        do throws(FlowValueError) {
            let duration = try FlowDuration(parsing: text).duration
            guard duration >= .zero else { throw FlowValueError("expected a duration that is not negative") }
            return duration
        } catch {
            problems.append(self, .invalidValue, "\(error.description), found \(kind)")
            return nil
        }
    }
}
