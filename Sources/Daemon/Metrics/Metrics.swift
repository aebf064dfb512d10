import Synchronization

/// The numbers that a process shows about itself.
///
/// Registering a name again gives what was registered first; it must then be of the same kind and have the same labels. A name
/// has at most `seriesLimit` series: the values beyond them are counted under `other`, so that what callers send cannot fill
/// the memory.
public final class Metrics: Sendable {
    /// How many series a name has at most, if its registration does not say.
    public static let seriesLimit = 1000

    private struct Entry: Sendable {
        let help: String
        let source: Source
    }

    enum Source: Sendable {
        case counter(Family<Series>)
        case gauge(Family<Series>)
        case histogram(Family<Buckets>, [Double])
        case sampled(kind: String, @Sendable () -> Double?)
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Makes a registry without metrics.
    public init() {}

    /// Registers a counter, or gives the one registered before.
    ///
    /// - Parameters:
    ///   - name: Its name, which ends with `_total`.
    ///   - help: A sentence about it.
    ///   - labels: The names of its labels.
    ///   - limit: How many series it has at most.
    /// - Returns: The counter.
    public func counter(
        _ name: String,
        _ help: String,
        labels: [String] = [],
        limit: Int = Metrics.seriesLimit
    ) -> Counter {
        let source = register(name, help, labels) { .counter(Family(labels: labels, limit: limit) { Series() }) }
        guard case .counter(let family) = source, family.labels == labels else { mismatch(name) }
        return Counter(family: family)
    }

    /// Registers a gauge, or gives the one registered before.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - help: A sentence about it.
    ///   - labels: The names of its labels.
    ///   - limit: How many series it has at most.
    /// - Returns: The gauge.
    public func gauge(
        _ name: String,
        _ help: String,
        labels: [String] = [],
        limit: Int = Metrics.seriesLimit
    ) -> Gauge {
        let source = register(name, help, labels) { .gauge(Family(labels: labels, limit: limit) { Series() }) }
        guard case .gauge(let family) = source, family.labels == labels else { mismatch(name) }
        return Gauge(family: family)
    }

    /// Registers a histogram, or gives the one registered before.
    ///
    /// - Parameters:
    ///   - name: Its name, which ends with its unit.
    ///   - help: A sentence about it.
    ///   - labels: The names of its labels.
    ///   - bounds: The upper bounds of its buckets, rising.
    ///   - limit: How many series it has at most.
    /// - Returns: The histogram.
    public func histogram(
        _ name: String,
        _ help: String,
        labels: [String] = [],
        bounds: [Double] = Histogram.seconds,
        limit: Int = Metrics.seriesLimit
    ) -> Histogram {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "the bounds of `\(name)` do not rise")
        let source = register(name, help, labels) {
            .histogram(Family(labels: labels, limit: limit) { Buckets(bounds) }, bounds)
        }
        guard case .histogram(let family, bounds) = source, family.labels == labels else { mismatch(name) }
        return Histogram(family: family)
    }

    /// Registers a gauge that is asked for its number each time the metrics are shown.
    ///
    /// - Parameters:
    ///   - name: Its name; whoever registered it before is asked no more.
    ///   - help: A sentence about it.
    ///   - sample: Gives the number, or `nil` if there is none now; called on any thread, must not wait.
    public func gauge(_ name: String, _ help: String, sample: @escaping @Sendable () -> Double?) {
        sampled(name, help, kind: "gauge", sample)
    }

    func sampled(_ name: String, _ help: String, kind: String, _ sample: @escaping @Sendable () -> Double?) {
        Self.check(name, [])
        entries.withLock { $0[name] = Entry(help: help, source: .sampled(kind: kind, sample)) }
    }

    /// The metrics in the text format 0.0.4 of Prometheus, in the order of their names.
    ///
    /// - Returns: The text.
    public func text() -> String {
        let entries = entries.withLock { Array($0) }.sorted { $0.key < $1.key }
        var text = Exposition()
        for (name, entry) in entries {
            text.append(name, help: entry.help, entry.source)
        }
        return text.text
    }

    private func register(_ name: String, _ help: String, _ labels: [String], _ make: () -> Source) -> Source {
        Self.check(name, labels)
        return entries.withLock { entries in
            if let entry = entries[name] { return entry.source }
            let source = make()
            entries[name] = Entry(help: help, source: source)
            return source
        }
    }

    private func mismatch(_ name: String) -> Never {
        preconditionFailure("the metric `\(name)` is registered as something else")
    }

    private static func check(_ name: String, _ labels: [String]) {
        let isValid = ([name] + labels).allSatisfy { word in
            word.first?.isNumber == false
                && word.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
        precondition(
            isValid && !labels.contains("le"),
            "the metric `\(name)` or a label of it has a name that cannot be"
        )
    }
}
