import Expressions
import Synchronization

/// Masks what is secret in texts: what is marked, and the values themselves wherever they appear.
///
/// Marks follow values through expressions. A value may also come back by a way that loses its mark, such as an answer that
/// repeats it; so the values that a job has seen are looked for as well.
final class SecretMask: Sendable {
    /// What is shown in the place of a secret.
    static let mask = "********"

    /// Values that are shorter would hide half of every text.
    static let minimumLength = 4

    /// How many values are looked for at most, and the longest of them in bytes.
    private static let maximumValues = 4096
    private static let maximumBytes = 1 << 20

    private struct State {
        var values: Set<[UInt8]> = []
        var bytes = 0
        /// The values by their first byte.
        var byFirst: [UInt8: [[UInt8]]] = [:]
    }

    private let state = Mutex(State())

    /// Looks for a value from now on, and for each longer line of it.
    func add(_ value: String) {
        let lines = value.split(whereSeparator: \.isNewline)
        state.withLock { state in
            Self.insert(value[...], into: &state)
            Self.insert(Self.trimmed(value), into: &state)
            guard lines.count > 1 else { return }
            for line in lines where line.utf8.count >= 8 {
                Self.insert(line, into: &state)
            }
        }
    }

    private static func trimmed(_ value: String) -> Substring {
        var rest = value[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }

    private static func insert(_ value: Substring, into state: inout State) {
        guard value.count >= minimumLength else { return }
        let bytes = Array(value.utf8)
        guard let first = bytes.first, state.values.count < maximumValues, state.bytes + bytes.count <= maximumBytes,
            state.values.insert(bytes).inserted
        else { return }
        state.bytes += bytes.count
        state.byFirst[first, default: []].append(bytes)
    }

    /// Looks for what is secret in a value from now on.
    func add(secretsOf value: ExpressionValue) {
        add(value, isSecret: false)
    }

    private func add(_ value: ExpressionValue, isSecret: Bool) {
        guard isSecret || value.isTainted else { return }
        switch value {
        case .list(let list):
            for element in list.elements { add(element, isSecret: isSecret) }
        case .map(let map):
            for member in map.members { add(member.value, isSecret: isSecret) }
        case .tainted(let inner):
            add(inner, isSecret: true)
        case .null, .bool:
            // They would hide every other such word.
            break
        case .text(let text) where !isSecret:
            for span in text.secretSpans {
                let bytes = text.string.utf8.dropFirst(span.lowerBound).prefix(span.count)
                add(String(decoding: bytes, as: UTF8.self))
            }
        case .text, .integer, .double, .decimal, .date:
            if let text = try? value.rendered() { add(text.string) }
        }
    }

    /// The text with a mask in the place of whatever is secret.
    func apply(to text: ExpressionText) -> String {
        let bytes = Array(text.string.utf8)
        let spans = Self.joined(text.secretSpans + found(in: bytes))
        guard !spans.isEmpty else { return text.string }
        var shown: [UInt8] = []
        shown.reserveCapacity(bytes.count)
        var position = 0
        for span in spans {
            shown += bytes[position..<span.lowerBound]
            shown += Self.mask.utf8
            position = span.upperBound
        }
        shown += bytes[position...]
        return String(decoding: shown, as: UTF8.self)
    }

    /// The text with a mask in the place of whatever is secret.
    func apply(to text: String) -> String {
        apply(to: ExpressionText(text))
    }

    /// Where values stand in a text; they may overlap.
    private func found(in bytes: [UInt8]) -> [Range<Int>] {
        let byFirst = state.withLock { $0.byFirst }
        guard !byFirst.isEmpty else { return [] }
        var spans: [Range<Int>] = []
        for start in bytes.indices {
            guard let values = byFirst[bytes[start]] else { continue }
            let length = values.reduce(0) { longest, value in
                value.count > longest && bytes[start...].starts(with: value) ? value.count : longest
            }
            if length > 0 { spans.append(start..<start + length) }
        }
        return spans
    }

    /// The ranges in order; those that touch become one.
    private static func joined(_ spans: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, last.upperBound >= span.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                joined.append(span)
            }
        }
        return joined
    }
}
