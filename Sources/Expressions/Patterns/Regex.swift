import JSON

/// What regular expressions do in filters.
enum Regex {
    /// What each match costs in steps: it looks at the clock every sixteen matches.
    private static let matchCost = 64

    /// Goes through the matches in order; the body tells whether to go on.
    static func matches(
        of regex: borrowing RegexHandle,
        in bytes: [UInt8],
        evaluation: Evaluation,
        _ body: (RegexHandle.Match) throws(ExpressionError) -> Bool
    ) throws(ExpressionError) {
        try evaluation.spend(1 + bytes.count >> 4)
        var (offset, isAfterEmpty) = (0, false)
        while offset <= bytes.count {
            try evaluation.spend(matchCost)
            guard let match = try regex.firstMatch(in: bytes, from: offset, notEmptyHere: isAfterEmpty),
                let whole = match[0], whole.upperBound >= offset
            else { return }
            guard try body(match) else { return }
            isAfterEmpty = whole.isEmpty || whole.upperBound == offset
            offset = whole.upperBound
        }
    }

    static func isMatch(_ pattern: String, _ text: String, in evaluation: Evaluation) throws(ExpressionError) -> Bool {
        let regex = try RegexHandle(pattern, tries: evaluation.limits.maximumMatchTries)
        try evaluation.spend(matchCost + text.utf8.count >> 4)
        return try regex.firstMatch(in: Array(text.utf8), from: 0) != nil
    }

    /// A group of the first match, `nil` if there is no match or the group took no part.
    static func extract(
        _ pattern: String,
        _ text: String,
        group: ExpressionValue?,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> String? {
        let regex = try RegexHandle(pattern, tries: evaluation.limits.maximumMatchTries)
        let bytes = Array(text.utf8)
        try evaluation.spend(matchCost + bytes.count >> 4)
        guard let match = try regex.firstMatch(in: bytes, from: 0) else { return nil }
        let number: Int
        switch group?.bare {
        case nil: number = 0
        case .text(let name):
            guard let named = regex.group(named: name.string) else {
                throw ExpressionError(.value, "the regular expression has no group `\(name.string.excerpt)`")
            }
            number = named
        case let value?:
            guard let index = value.integer, let index = Int(exactly: index), match.indices.contains(index) else {
                throw ExpressionError(.value, "the regular expression has \(match.count - 1) groups")
            }
            number = index
        }
        return match[number].map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Replaces every match; `$1` and `${name}` stand for groups, a backslash takes the meaning from what follows it.
    static func replace(
        _ pattern: String,
        _ text: String,
        with replacement: String,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> String {
        let regex = try RegexHandle(pattern, tries: evaluation.limits.maximumMatchTries)
        let bytes = Array(text.utf8)
        var (result, end): ([UInt8], Int) = ([], 0)
        let limit = evaluation.limits.maximumOutputBytes
        let parts = try Replacement.parts(of: replacement)
        try matches(of: regex, in: bytes, evaluation: evaluation) { (match) throws(ExpressionError) in
            guard let whole = match[0], whole.lowerBound >= end else { return true }
            result += bytes[end..<whole.lowerBound]
            for part in parts {
                switch part {
                case .literal(let literal): result += literal
                case .group(let number):
                    guard match.indices.contains(number) else {
                        throw ExpressionError(
                            .value,
                            "the replacement names the group \(number), of \(match.count - 1)"
                        )
                    }
                    if let range = match[number] { result += bytes[range] }
                case .named(let name):
                    guard let number = regex.group(named: name), match.indices.contains(number) else {
                        throw ExpressionError(.value, "the regular expression has no group `\(name.excerpt)`")
                    }
                    if let range = match[number] { result += bytes[range] }
                }
            }
            guard result.count <= limit else {
                throw ExpressionError(.limit, "the text is longer than \(limit) bytes")
            }
            end = whole.upperBound
            return true
        }
        result += bytes[end...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Splits at every match: at most so many parts if the limit is above zero; empty parts at the end are dropped if it is
    /// zero.
    static func split(
        _ pattern: String,
        _ text: String,
        limit: Int64,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> [String] {
        let regex = try RegexHandle(pattern, tries: evaluation.limits.maximumMatchTries)
        let bytes = Array(text.utf8)
        var (parts, end): ([String], Int) = ([], 0)
        try matches(of: regex, in: bytes, evaluation: evaluation) { (match) throws(ExpressionError) in
            guard let whole = match[0], whole.lowerBound >= end else { return true }
            // A match of nothing at the start makes no part, and none at the end.
            if whole.isEmpty, whole.lowerBound == 0 || whole.lowerBound == bytes.count { return true }
            guard limit <= 0 || parts.count < limit - 1 else { return false }
            parts.append(String(decoding: bytes[end..<whole.lowerBound], as: UTF8.self))
            end = whole.upperBound
            return true
        }
        parts.append(String(decoding: bytes[end...], as: UTF8.self))
        if limit == 0 { while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() } }
        return parts
    }
}

/// A replacement with groups in it.
private enum Replacement {
    case literal([UInt8])
    case group(Int)
    case named(String)

    static func parts(of text: String) throws(ExpressionError) -> [Replacement] {
        var parts: [Replacement] = []
        var literal: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                literal.append(next)
            } else if byte == UInt8(ascii: "$") {
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = []
                parts.append(try group(&rest))
            } else {
                literal.append(byte)
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return parts
    }

    private static func group(_ rest: inout ArraySlice<UInt8>) throws(ExpressionError) -> Replacement {
        if rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")) {
            let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            return .named(name)
        }
        let digits = rest.prefix { $0.isDigit }.prefix(2)
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
            throw ExpressionError(.value, "the replacement has a `$` without a group; write `\\$` for the sign itself")
        }
        rest = rest.dropFirst(digits.count)
        return .group(number)
    }
}
