import JSON
import Synchronization

/// Keeps templates that were read, the ones used last, up to a number of bytes.
///
/// It may be used from any number of threads; a template that two of them read at the same time is kept once.
public final class ExpressionCache: Sendable {
    private let state: Mutex<State>
    private let limits: ExpressionLimits

    /// Templates that take no more than this share of the cache are kept.
    private static let largestShare = 8

    private struct Entry {
        let template: ExpressionTemplate
        let weight: Int
        var lastUse: UInt64
    }

    private struct State {
        /// By bytes: `String` takes canonical equivalents for one, and they are other templates.
        var entries: [ExactName: Entry] = [:]
        var weight = 0
        var clock: UInt64 = 0
        let maximumWeight: Int

        mutating func use(_ source: String) -> ExpressionTemplate? {
            guard let index = entries.index(forKey: ExactName(text: source)) else { return nil }
            clock &+= 1
            entries.values[index].lastUse = clock
            return entries.values[index].template
        }

        mutating func insert(_ template: ExpressionTemplate) {
            let weight = template.program.weight
            let name = ExactName(text: template.source)
            guard weight <= maximumWeight / largestShare, entries[name] == nil else { return }
            if self.weight + weight > maximumWeight { evict() }
            clock &+= 1
            entries[name] = Entry(template: template, weight: weight, lastUse: clock)
            self.weight += weight
        }

        /// Lets go of the half that was not used for longest, so that evicting is rare.
        private mutating func evict() {
            for (name, entry) in entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard weight > maximumWeight / 2 else { return }
                entries[name] = nil
                weight -= entry.weight
            }
        }
    }

    /// Makes an empty cache.
    ///
    /// - Parameters:
    ///   - maximumBytes: About how much memory the templates may take.
    ///   - limits: What templates may ask of us.
    public init(maximumBytes: Int = 16 << 20, limits: ExpressionLimits = .default) {
        self.limits = limits
        state = Mutex(State(maximumWeight: maximumBytes))
    }

    /// The template of a source, read if it is not kept.
    ///
    /// - Parameter source: The template as it is written.
    /// - Returns: The template.
    /// - Throws: `ExpressionError` with line and column; what cannot be read is not kept.
    public func template(_ source: String) throws(ExpressionError) -> ExpressionTemplate {
        if let template = state.withLock({ $0.use(source) }) { return template }
        let template = try ExpressionTemplate(parsing: source, limits: limits)
        state.withLock { $0.insert(template) }
        return template
    }

    /// How many templates are kept, and about how much memory they take.
    public var usage: (templates: Int, bytes: Int) {
        state.withLock { ($0.entries.count, $0.weight) }
    }
}
