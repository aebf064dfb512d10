import JSON
import YAML

/// Edits the text of a flow without touching anything else of it.
enum FlowSource {
    /// The text with another value of `disabled`.
    ///
    /// - Parameters:
    ///   - isDisabled: The value.
    ///   - source: The text.
    ///   - limits: What the text may ask of the reader.
    /// - Returns: The text; `nil` if it cannot be edited.
    static func setting(disabled isDisabled: Bool, in source: String, limits: YAMLLimits) -> String? {
        let bytes = Array(source.utf8)
        guard let root = try? YAML.nodes(bytes, limits: limits).first, case .mapping(let pairs) = root.content else {
            return nil
        }
        let value = isDisabled ? "true" : "false"
        let candidates: [String?]
        if let pair = pairs.first(where: { $0.key.text == "disabled" }) {
            candidates = [replacing(pair.value, by: value, in: source)]
        } else {
            let line = "disabled: \(value)"
            candidates = [adding(line, to: source, root), preceding(root, by: line, in: source)]
        }
        guard var expected = try? YAML.document(bytes, limits: limits).object else { return nil }
        expected["disabled"] = .bool(isDisabled)
        // Whatever the text looks like, nothing else of what it says may have changed.
        return candidates.compactMap(\.self).first { edited in
            (try? YAML.document(Array(edited.utf8), limits: limits)) == .object(expected)
        }
    }

    /// Replaces a plain scalar where it stands.
    private static func replacing(_ node: YAMLNode, by value: String, in source: String) -> String? {
        guard let text = node.text, case .scalar(let scalar) = node.content, scalar.isPlain,
            let start = offset(of: node.mark, in: source)
        else { return nil }
        let scalars = source.unicodeScalars
        guard scalars[start...].starts(with: text.unicodeScalars) else { return nil }
        let end = scalars.index(start, offsetBy: text.unicodeScalars.count)
        return String(source[..<start]) + value + String(source[end...])
    }

    /// Adds a property: behind the others of a block, or in front of those in braces.
    private static func adding(_ line: String, to source: String, _ root: YAMLNode) -> String? {
        guard let start = offset(of: root.mark, in: source) else { return nil }
        if source.unicodeScalars[start] == "{" {
            let next = source.unicodeScalars.index(after: start)
            return String(source[..<next]) + line + ", " + String(source[next...])
        }
        guard root.mark.column == 1 else { return nil }
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        if let end = lines.firstIndex(where: { $0 == "..." || $0.hasPrefix("... ") }) {
            lines.insert(line[...], at: end)
            return lines.joined(separator: "\n")
        }
        return source + (source.hasSuffix("\n") ? "" : "\n") + line + "\n"
    }

    /// Adds a property in front of the others of a block: behind them may be text that would take up a line end.
    private static func preceding(_ root: YAMLNode, by line: String, in source: String) -> String? {
        guard root.mark.column == 1, let start = offset(of: root.mark, in: source) else { return nil }
        return String(source[..<start]) + line + "\n" + String(source[start...])
    }

    /// The position of a place whose line and column count from 1, the column in code points.
    private static func offset(of mark: YAMLMark, in source: String) -> String.Index? {
        let scalars = source.unicodeScalars
        var index = scalars.startIndex
        for _ in 1..<mark.line {
            guard let end = scalars[index...].firstIndex(of: "\n") else { return nil }
            index = scalars.index(after: end)
        }
        return scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.index(before: scalars.endIndex))
    }
}
