import JSON

/// Looks through a jq program before libjq compiles it.
///
/// libjq counts no steps, has no limit of memory, and ends the process where one of its assertions fails. So a program may
/// name only what is known to go through its input and end: no functions of its own, no endless generators, nothing from
/// outside, and no lengths but small ones that are written down.
///
/// A process of its own, with bounds of time and memory, may run anything that asks for nothing outside.
struct JQProgram {
    private let bytes: [UInt8]
    private let isConfined: Bool
    private var position = 0
    /// The sign or word before the one that is read; empty at the start.
    private var last = ""
    private var assigns = false
    private var computesIndex = false
    private var multiplies = false

    /// The longest program.
    private static let maximumBytes = 4096

    /// A number that stands where it says how long a list or text is to be.
    private static let largestSize = 100_000.0

    /// Checks a program.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - isConfined: Whether it is run in a process of its own, with bounds of time and memory.
    /// - Throws: `ExpressionError` naming what is not available.
    static func check(_ program: String, isConfined: Bool = false) throws(ExpressionError) {
        guard program.utf8.count <= maximumBytes else {
            throw ExpressionError(.limit, "the jq program is longer than \(maximumBytes) bytes", name: "jq")
        }
        guard !program.utf8.contains(0) else {
            throw ExpressionError(.value, "the jq program has the character U+0000", name: "jq")
        }
        var reader = JQProgram(Array(program.utf8), isConfined: isConfined)
        try reader.code(isInText: false)
        guard isConfined || !reader.assigns || !reader.computesIndex else {
            throw unavailable("an assignment beside an index that is computed")
        }
    }

    private init(_ bytes: [UInt8], isConfined: Bool) {
        (self.bytes, self.isConfined) = (bytes, isConfined)
    }

    private static func unavailable(_ what: String) -> ExpressionError {
        ExpressionError(.limit, "\(what) is not available in jq programs: nothing bounds it", name: "jq")
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func byte(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    /// Goes through code, to the end or to the parenthesis that ends code in a text.
    private mutating func code(isInText: Bool) throws(ExpressionError) {
        var depth = 0
        while let byte = next {
            switch byte {
            case _ where byte.isSpace:
                position += 1
            case _ where !isConfined && multiplies && last == "*" && !byte.isDigit && byte != UInt8(ascii: "="):
                throw Self.unavailable("a product without a number that is written down")
            case UInt8(ascii: "#"):
                while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
            case UInt8(ascii: "\""):
                try text()
                last = "\""
            case _ where byte.isDigit:
                try number()
            case _ where byte.isWord || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "@"):
                try word()
            case UInt8(ascii: ")") where depth == 0 && isInText:
                position += 1
                return
            default:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                sign(byte)
            }
        }
    }

    /// Passes over a text, and goes through the code in it.
    private mutating func text() throws(ExpressionError) {
        position += 1
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { return }
            guard byte == UInt8(ascii: "\\") else { continue }
            let escaped = next
            position += 1
            if escaped == UInt8(ascii: "(") { try code(isInText: true) }
        }
    }

    private mutating func number() throws(ExpressionError) {
        // A text times a number is that many copies of it.
        if last == "*" { multiplies = false }
        let start = position
        while let byte = next, byte.isWord || byte == UInt8(ascii: ".") { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard isConfined || last != "[" && last != "*" || Double(text) ?? .infinity <= Self.largestSize else {
            throw ExpressionError(
                .limit,
                "the jq program asks for more than \(Int(Self.largestSize)) elements",
                name: "jq"
            )
        }
        last = "0"
    }

    private mutating func sign(_ byte: UInt8) {
        let isComparison = byte == UInt8(ascii: "=") && (self.byte(1) == byte || "=!<>".contains(last))
        if byte == UInt8(ascii: "="), !isComparison { assigns = true }
        // Whatever an index is but digits or a text is computed.
        if byte == UInt8(ascii: "*"), last != "0" { multiplies = true }
        if byte == UInt8(ascii: "["), !isConstantIndex() { computesIndex = true }
        position += 1
        if byte == UInt8(ascii: "="), next == byte { position += 1 }
        last = String(Character(Unicode.Scalar(byte)))
    }

    /// Whether brackets hold nothing, digits, or a text without code.
    private func isConstantIndex() -> Bool {
        var place = position + 1
        while place < bytes.count, bytes[place].isSpace || bytes[place].isDigit || bytes[place] == UInt8(ascii: ":") {
            place += 1
        }
        if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            place += 1
            while place < bytes.count, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") {
                place += 1
            }
            place += 1
        }
        return place < bytes.count && bytes[place] == UInt8(ascii: "]")
    }

    private mutating func word() throws(ExpressionError) {
        let start = position
        position += 1
        while let byte = next, byte.isWord { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        var after = position
        while after < bytes.count, bytes[after].isSpace { after += 1 }
        let isName = after < bytes.count && bytes[after] == UInt8(ascii: ":") && "{,".contains(last)
        // Members and names of members may be called as they like.
        guard last != ".", !isName else {
            last = "a"
            return
        }
        if isConfined {
            guard !Self.outside.contains(word) else {
                throw ExpressionError(
                    .unavailable,
                    "`\(word.excerpt)` is not available in jq programs: it asks for something outside",
                    name: "jq"
                )
            }
            last = "a"
            return
        }
        let isShortMember = last == "{" || last == "," && after < bytes.count && "},".utf8.contains(bytes[after])
        let isVariable = word.hasPrefix("$") && word != "$ENV" && word != "$__prog_args"
        guard
            isVariable || word.hasPrefix("@") || isShortMember && !Self.refused.contains(word)
                || Self.words.contains(word)
        else { throw Self.unavailable("`\(word.excerpt)`") }
        if word == "setpath" { assigns = true }
        let isCall = after < bytes.count && bytes[after] == UInt8(ascii: "(")
        // With an argument it goes on for as long as that gives something.
        if word == "recurse", isCall { throw Self.unavailable("`recurse` with an argument") }
        if word == "gsub" || word == "sub", isCall { try checkSubstitution(word, from: after + 1) }
        last = "a"
    }

    /// Checks the arguments of `sub` and `gsub`: libjq never ends replacing matches of nothing.
    private func checkSubstitution(_ word: String, from start: Int) throws(ExpressionError) {
        var (place, depth, count) = (start, 0, 1)
        while place < bytes.count, depth >= 0 {
            switch bytes[place] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ";") where depth == 0: count += 1
            case UInt8(ascii: "\""):
                place += 1
                while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
                    place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
                }
            default: break
            }
            place += 1
        }
        guard count <= 2 else { throw Self.unavailable("`\(word)` with flags") }
        guard word == "gsub" else { return }
        guard let pattern = constantText(at: start) else {
            throw Self.unavailable("`gsub` with a pattern that is computed")
        }
        guard try RegexHandle(pattern, tries: 1).minimumLength > 0 else {
            throw Self.unavailable("`gsub` with a pattern that matches nothing at all")
        }
    }

    /// The text that stands at a place, if it has no code in it.
    private func constantText(at start: Int) -> String? {
        var place = start
        while place < bytes.count, bytes[place].isSpace { place += 1 }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        var text: [UInt8] = []
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") {
                place += 1
                guard place < bytes.count, "\\\"/".utf8.contains(bytes[place]) else { return nil }
            }
            text.append(bytes[place])
            place += 1
        }
        place += 1
        while place < bytes.count, bytes[place].isSpace { place += 1 }
        return place < bytes.count && bytes[place] == UInt8(ascii: ";") ? String(decoding: text, as: UTF8.self) : nil
    }

    /// What is refused also where it could be the short form of a member.
    private static let refused: Set<String> = [
        "def", "repeat", "until", "while", "range", "input", "inputs", "env", "debug", "stderr", "halt", "halt_error",
        "implode", "indices", "index", "rindex", "combinations", "modulemeta", "get_search_list", "recurse_down",
        "input_filename", "input_line_number",
    ]

    /// What asks for something outside, or speaks to somebody there.
    private static let outside: Set<String> = [
        "$ENV", "$__prog_args", "env", "input", "inputs", "debug", "stderr", "halt", "halt_error", "import", "include",
        "modulemeta", "get_search_list", "input_filename", "input_line_number",
    ]

    /// What goes through its input and ends.
    private static let words: Set<String> = Set(
        """
        if then elif else end and or not as try catch reduce foreach label break empty error length utf8bytelength keys
        keys_unsorted values has in map map_values path del to_entries from_entries with_entries select arrays objects iterables
        booleans numbers strings nulls scalars add any all flatten floor ceil round sqrt pow log log2 log10 exp exp2 exp10 fabs
        trunc tostring tonumber type isnan isinfinite isnormal infinite nan sort sort_by group_by min max min_by max_by unique
        unique_by reverse contains inside startswith endswith ltrimstr rtrimstr explode split join ascii_downcase ascii_upcase
        recurse paths leaf_paths getpath transpose first last nth limit tojson fromjson todate fromdate now date dateadd datesub
        todateiso8601 fromdateiso8601 test match capture scan sub gsub splits ascii walk true false null isvalid
        """.split { $0 == " " || $0 == "\n" }.map(String.init)
    )
}
