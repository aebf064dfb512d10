import JSON

/// Compares what the corpus expects with what came of it; the README of the corpus says what the operators mean.
struct CorpusMatcher {
    /// Resolves `${...}` in expected text.
    let resolve: (String) throws -> String
    private(set) var faults: [String] = []

    private static let operators: Set<String> = [
        "contains", "contains_ref", "matches", "starts", "ends", "has", "keys", "not", "any", "min", "max", "one_of",
        "has_items", "is", "len", "now_within_s",
    ]

    init(resolve: @escaping (String) throws -> String) {
        self.resolve = resolve
    }

    mutating func fail(_ text: String) {
        faults.append(text)
    }

    static func same(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.bool(let one), .bool(let other)): return one == other
        case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number):
            guard let one = left.number, let other = right.number else { return false }
            return (one - other).magnitude < 1e-6 * max(1, one.magnitude)
        case (.array(let one), .array(let other)):
            return one.count == other.count && zip(one, other).allSatisfy(same)
        case (.object(let one), .object(let other)):
            return one.count == other.count
                && one.members.allSatisfy { member in other[member.name].map { same(member.value, $0) } ?? false }
        default: return left == right
        }
    }

    mutating func match(_ want: JSON, _ found: JSON?, _ path: String) throws {
        var want = want
        if let text = want.string, text.contains("${") { want = .string(try resolve(text)) }
        if let object = want.object, !object.isEmpty, object.keys.allSatisfy(Self.operators.contains) {
            for (name, value) in object.members {
                var value = value
                if let text = value.string, text.contains("${") { value = .string(try resolve(text)) }
                try apply(name, value, found, path)
            }
            return
        }
        if want.isNull {
            if let found, !found.isNull { fail("\(path): \(found), expected none") }
            return
        }
        if !(found.map { Self.same(want, $0) } ?? false) { fail("\(path): \(show(found)), expected \(want)") }
    }

    private func show(_ found: JSON?) -> String {
        String((found?.text ?? "absent").prefix(200))
    }

    private mutating func apply(_ name: String, _ want: JSON, _ found: JSON?, _ path: String) throws {
        switch name {
        case "contains", "contains_ref":
            let text = found?.string ?? found?.text ?? ""
            for part in want.array ?? [want] where !text.contains(part.string ?? part.text) {
                fail("\(path): \(show(found)) does not contain \(part)")
            }
        case "matches":
            let pattern = try Regex(want.string ?? "")
            if try found?.string.map({ try pattern.firstMatch(in: $0) }) ?? nil == nil {
                fail("\(path): \(show(found)) does not match \(want)")
            }
        case "starts":
            if !(found?.string?.hasPrefix(want.string ?? "?") ?? false) {
                fail("\(path): \(show(found)) does not start with \(want)")
            }
        case "ends":
            if !(found?.string?.hasSuffix(want.string ?? "?") ?? false) {
                fail("\(path): \(show(found)) does not end with \(want)")
            }
        case "has": for (key, value) in want.object?.members ?? [] { try match(value, found?[key], "\(path).\(key)") }
        case "keys":
            for key in want.array ?? [] where found?[key.string ?? ""] == nil {
                fail("\(path): no key \(key) in \(show(found))")
            }
        case "not": if found.map({ Self.same(want, $0) }) ?? true { fail("\(path): is \(show(found))") }
        case "any": if (found?.isNull ?? true) == (want.bool ?? true) { fail("\(path): is \(show(found))") }
        case "min":
            if (found?.number ?? -.infinity) < (want.number ?? 0) {
                fail("\(path): \(show(found)), expected at least \(want)")
            }
        case "max":
            if (found?.number ?? .infinity) > (want.number ?? 0) {
                fail("\(path): \(show(found)), expected at most \(want)")
            }
        case "one_of":
            let fits = want.array?.contains { one in found.map { Self.same(one, $0) } ?? false } ?? false
            if !fits { fail("\(path): \(show(found)), expected one of \(want)") }
        case "has_items":
            for item in want.array ?? [] where !(found?.array ?? []).contains(where: { Self.same(item, $0) }) {
                fail("\(path): \(show(found)) lacks \(item)")
            }
        case "is":
            if !(found.map { Self.same(want, $0) } ?? false) { fail("\(path): \(show(found)), expected \(want)") }
        case "len":
            let count = found?.array?.count ?? found?.object?.count ?? found?.string?.unicodeScalars.count
            if count.map(Int64.init) != want.integer { fail("\(path): \(show(found)), expected length \(want)") }
        case "now_within_s":
            if found?.string.flatMap(CorpusTime.milliseconds) == nil { fail("\(path): \(show(found)) is not a time") }
        default: fail("\(path): unknown operator \(name)")
        }
    }
}

/// Instants as text.
enum CorpusTime {
    static func text(_ milliseconds: Int64) -> String {
        let days = Int((milliseconds / 1000) / 86_400)
        let seconds = Int((milliseconds / 1000) % 86_400)
        let shifted = days + 719_468
        let era = shifted / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let date = dayOfYear - (153 * month + 2) / 5 + 1
        let civil = month < 10 ? month + 3 : month - 9
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(year + era * 400 + (civil <= 2 ? 1 : 0))-\(two(civil))-\(two(date))T"
            + "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(fraction)Z"
    }

    /// Whether the text is an instant; what it is exactly is not asked.
    static func milliseconds(_ text: String) -> Int64? {
        text.utf8.count >= 20 && text.contains("T") && text.hasSuffix("Z") ? 0 : nil
    }
}
