/// A place in the text of a flow where something that was looked for is.
public struct FlowSourceMatch: Sendable, Equatable {
    /// The line, from 1.
    public var line: Int

    /// The column in code points, from 1.
    public var column: Int

    /// The line's text, shortened.
    public var snippet: String

    /// The same with `[mark]` and `[/mark]` around what was looked for.
    public var fragment: String

    /// How many places are told of one text.
    private static let limit = 50

    /// The most code points of a line that are shown before and after what was looked for.
    private static let context = 100

    /// The first places of a text where something is, one for each line.
    ///
    /// - Parameters:
    ///   - text: What is looked for; nothing is nowhere.
    ///   - source: The text.
    ///   - isExact: Whether the case matters.
    /// - Returns: The places.
    public static func all(of text: String, in source: String, caseSensitive isExact: Bool) -> [FlowSourceMatch] {
        let wanted = scalars(text, isExact)
        guard !wanted.isEmpty else { return [] }
        var matches: [FlowSourceMatch] = []
        for (index, line) in source.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        {
            let shown = Array(line)
            let folded = isExact ? shown : shown.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
            guard let start = position(of: wanted, in: folded) else { continue }
            // Where lower case is longer than upper case the place cannot be told exactly.
            let column = folded.count == shown.count ? start : min(start, shown.count)
            matches.append(FlowSourceMatch(line: index + 1, at: column, wanted.count, of: shown))
            if matches.count == limit { break }
        }
        return matches
    }

    private init(line: Int, at start: Int, _ count: Int, of shown: [Unicode.Scalar]) {
        let end = min(start + count, shown.count)
        let before = String(shown[max(0, start - Self.context)..<start])
        let after = String(shown[end..<min(end + Self.context, shown.count)])
        let found = String(shown[start..<end])
        self.line = line
        self.column = start + 1
        self.snippet = before + found + after
        self.fragment = "\(before)[mark]\(found)[/mark]\(after)"
    }

    private static func scalars(_ text: String, _ isExact: Bool) -> [Unicode.Scalar] {
        guard !isExact else { return Array(text.unicodeScalars) }
        return text.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    }

    private static func position(of wanted: [Unicode.Scalar], in line: [Unicode.Scalar]) -> Int? {
        guard wanted.count <= line.count else { return nil }
        return (0...(line.count - wanted.count)).first { line[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}

extension String {
    fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
        self.init(String.UnicodeScalarView(scalars))
    }
}
