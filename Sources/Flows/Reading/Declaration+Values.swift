import JSON
import Tenancy
import YAML

extension Declaration {
    /// The value as text; numbers and booleans are taken as they were written.
    func text(_ problems: inout FlowProblems) -> String? {
        guard let scalar, !isNull else {
            refuse(expecting: "text", &problems)
            return nil
        }
        return scalar.text
    }

    /// The value as text of at most so many characters that is not empty.
    func text(atMost limit: Int, _ problems: inout FlowProblems) -> String? {
        guard let text = text(&problems) else { return nil }
        guard !text.isEmpty else {
            problems.append(self, .invalidValue, "expected text, found empty text")
            return nil
        }
        guard text.unicodeScalars.count <= limit else {
            let found = text.unicodeScalars.count
            problems.append(self, .invalidValue, "expected at most \(limit) characters, found \(found)")
            return nil
        }
        return text
    }

    /// The value as a boolean; quoted text is none.
    func bool(_ problems: inout FlowProblems) -> Bool? {
        guard scalar != nil, let value = try? node.json(), case .bool(let bool) = value else {
            refuse(expecting: "`true` or `false`", &problems)
            return nil
        }
        return bool
    }

    /// The value as a whole number within a range; quoted text is none.
    func integer(in range: ClosedRange<Int64>, _ problems: inout FlowProblems) -> Int64? {
        guard scalar != nil, let value = try? node.json(), let integer = value.integer else {
            refuse(expecting: "a whole number", &problems)
            return nil
        }
        guard range.contains(integer) else {
            problems.append(self, .invalidValue, "expected \(range.sentence), found `\(integer)`")
            return nil
        }
        return integer
    }

    /// The value as a number; quoted text is none.
    func number(_ problems: inout FlowProblems) -> Double? {
        guard scalar != nil, let value = try? node.json(), let number = value.number else {
            refuse(expecting: "a number", &problems)
            return nil
        }
        return number
    }

    /// The value as one of the names of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        of type: Choice.Type,
        _ problems: inout FlowProblems
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(&problems) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            refuse(text, among: Choice.allCases.map(\.rawValue), &problems)
            return nil
        }
        return choice
    }

    /// The elements of a list.
    func list(_ problems: inout FlowProblems) -> [Declaration]? {
        guard case .sequence(let nodes) = node.content else {
            refuse(expecting: "a list", &problems)
            return nil
        }
        return nodes.enumerated().map { element($0, $1) }
    }

    /// The texts of a list of text.
    func texts(_ problems: inout FlowProblems) -> [String]? {
        guard let elements = list(&problems) else { return nil }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text(&problems) else { continue }
            texts.append(text)
        }
        return texts.count == elements.count ? texts : nil
    }

    /// The members of a mapping, to be asked for by name.
    func members(_ problems: inout FlowProblems) -> DeclarationMembers? {
        guard case .mapping(let pairs) = node.content else {
            refuse(expecting: "a mapping", &problems)
            return nil
        }
        return DeclarationMembers(self, pairs)
    }

    /// The names and values of a mapping in order, whatever the names are.
    func entries(_ problems: inout FlowProblems) -> [(name: String, value: Declaration)]? {
        guard case .mapping(let pairs) = node.content else {
            refuse(expecting: "a mapping", &problems)
            return nil
        }
        return pairs.map { pair in
            let name = pair.key.text ?? ""
            return (name, member(name, pair.value))
        }
    }

    /// The value as JSON, whatever it is.
    func json(_ problems: inout FlowProblems) -> JSON? {
        do throws(YAMLError) {
            return try node.json()
        } catch {
            problems.append(
                FlowProblem(path: path, line: error.line, column: error.column, rule: .yaml, message: error.reason)
            )
            return nil
        }
    }

    /// Says that text is not one of the names there are.
    func refuse(_ text: String, among names: [String], _ problems: inout FlowProblems) {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        let hint = NearestName.hint(text, among: names)
        problems.append(self, .invalidValue, "expected one of \(list), found `\(text.excerpt)`\(hint)")
    }
}

extension ClosedRange<Int64> {
    /// The range in words.
    fileprivate var sentence: String {
        switch (lowerBound, upperBound) {
        case (.min, .max): "a whole number"
        case (_, .max): "at least \(lowerBound)"
        case (.min, _): "at most \(upperBound)"
        default: "\(lowerBound) to \(upperBound)"
        }
    }
}
