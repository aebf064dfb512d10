import JSON

extension Dynamic where Value == Duration {
    var json: JSON {
        switch self {
        case .value(let duration): duration.json
        case .template(let text): .string(text)
        }
    }
}

extension Duration {
    fileprivate var json: JSON { .string(FlowDuration(self).description) }
}

extension RetryPolicy {
    var json: JSON {
        var json = JSONObject()
        switch delay {
        case .constant(let interval):
            json["type"] = "constant"
            json["interval"] = interval.json
        case .exponential(let interval, let limit, let factor):
            json["type"] = "exponential"
            json["interval"] = interval.json
            json["maxInterval"] = limit.json
            json["delayFactor"] = .number(factor)
        case .random(let range):
            json["type"] = "random"
            json["minInterval"] = range.lowerBound.json
            json["maxInterval"] = range.upperBound.json
        }
        json["maxAttempts"] = maxAttempts.map { JSON($0) }
        json["maxDuration"] = maxDuration?.json
        json["warningOnRetry"] = .bool(warningOnRetry)
        json["behavior"] = .string(behavior.rawValue)
        return .object(json)
    }
}

extension FlowConcurrency {
    var json: JSON { ["limit": JSON(limit), "behavior": .string(behavior.rawValue)] }
}

extension FlowQuota {
    var json: JSON {
        ["duration": duration.json, "limit": .integer(limit), "behavior": .string(behavior.rawValue)]
    }
}

extension ServiceLevel {
    var json: JSONObject {
        var json: JSONObject = ["id": .string(id)]
        switch promise {
        case .maxDuration(let duration):
            json["type"] = "MAX_DURATION"
            json["duration"] = duration.json
        case .executionAssertion(let assertion):
            json["type"] = "EXECUTION_ASSERTION"
            json["assert"] = .string(assertion)
        }
        json["behavior"] = .string(behavior.rawValue)
        json["labels"] = FlowLabel.listIfAny(labels)
        return json
    }
}

extension FlowCheck {
    var json: JSON {
        [
            "when": .string(when), "message": .string(message), "style": .string(style.rawValue),
            "behavior": .string(behavior.rawValue),
        ]
    }
}

extension WorkerSelector {
    var json: JSON {
        ["tags": JSON(strings: tags), "match": .string(match.rawValue), "fallback": .string(fallback.rawValue)]
    }
}

extension TaskCache {
    var json: JSON {
        var json: JSONObject = ["enabled": .bool(isEnabled)]
        json["ttl"] = ttl?.json
        return .object(json)
    }
}

extension FlowListener {
    var json: JSONObject {
        var json = JSONObject()
        json["description"] = description.map { .string($0) }
        json["conditions"] = conditions.isEmpty ? nil : .array(conditions.map { .object($0.json) })
        json["tasks"] = .array(tasks.map { .object($0.json) })
        return json
    }
}
