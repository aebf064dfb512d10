import Daemon
import Executor
import JSON

/// The contract's `State`: the states so far, and the time between the first and the last of them.
struct StateReply: JSONReply {
    let history: [StateChange]
    let now: Int64

    /// - Parameters:
    ///   - history: All states so far, in their order.
    ///   - now: Until when something lasts that has not ended, in milliseconds since 1970.
    init(_ history: [StateChange], now: Int64) {
        (self.history, self.now) = (history, now)
    }

    var json: JSON {
        guard let first = history.first, let last = history.last else { return [:] }
        let end = last.state.isTerminal ? last.at : nil
        let duration = JSON(Self.duration(from: first.at, to: end ?? now))
        let (start, ended) = (Self.date(first.at), end.map(Self.date))
        var json: JSONObject = ["current": .string(last.state.name)]
        json["histories"] = .array(history.map { ["state": .string($0.state.name), "date": Self.date($0.at)] })
        json["duration"] = duration
        json["startDate"] = start
        json["endDate"] = ended
        // The contract has these as well, and makes them required.
        json["getDuration"] = duration
        json["getStartDate"] = start
        json["getEndDate"] = ended
        return .object(json)
    }

    /// An instant in milliseconds since 1970, as the API writes it.
    static func date(_ milliseconds: Int64) -> JSON { .string(Instant(milliseconds: milliseconds).description) }

    /// The time between two instants as ISO 8601 writes it, in seconds.
    static func duration(from start: Int64, to end: Int64) -> String {
        let length = max(0, end.subtractingReportingOverflow(start).partialValue)
        let (seconds, rest) = length.quotientAndRemainder(dividingBy: 1000)
        guard rest > 0 else { return "PT\(seconds)S" }
        let digits = "\(1000 + rest)".dropFirst()
        return "PT\(seconds).\(digits)S"
    }
}

extension Instant {
    /// The instant so many milliseconds after 1970-01-01T00:00:00Z; the last that can be told if it is further away.
    init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        self.init(microseconds: overflow ? (milliseconds < 0 ? .min : .max) : product)
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    var milliseconds: Int64 { microseconds / 1000 }
}
