import Daemon
import Expressions
import JSON
import YAML

/// Makes a typed value of what was given for an input.
///
/// Values are JSON in the form the language keeps them in: instants in UTC, dates, times and durations as their shortest
/// text, files as URIs.
struct InputParser {
    let type: InputType
    let constraint: InputConstraint

    /// The values of a select whose values are rendered.
    var choices: [String]?

    /// Whether the value is the declaration's own, which may name files of the server.
    var isDefault = false

    /// Whether text is made of lists and maps as well, as JSON.
    var writesOut = false

    /// Documents inside of text are smaller and flatter than those of requests.
    static let documentLimit = 4 << 20

    init(_ input: InputDeclaration) {
        (type, constraint) = (input.type, input.constraint)
    }

    private init(elementsOf type: InputType) {
        (self.type, constraint) = (type, .none)
    }

    /// The value.
    ///
    /// - Throws: ``FieldErrors`` with everything that is wrong, paths leading into the value.
    func value(of supplied: SuppliedInput) throws(FieldErrors) -> JSON {
        switch supplied {
        case .file(let file): try self.file(file)
        case .text(let text): try value(of: .string(text))
        case .json(let json): try value(of: json)
        }
    }

    private func value(of json: JSON) throws(FieldErrors) -> JSON {
        switch type {
        case .multiselect, .array:
            return try list(json)
        case .json:
            let document = try self.document(json)
            if case .schema(let schema) = constraint {
                let errors = schema.problems(of: document)
                guard errors.isEmpty else { throw errors }
            }
            return document
        case .yaml:
            return try document(json)
        case .form, .reusableInputs:
            throw FieldErrors("", "expected values for what the group holds")
        default:
            do throws(FlowValueError) {
                return try scalar(json)
            } catch {
                throw FieldErrors("", error.description)
            }
        }
    }

    // MARK: Scalars

    private func scalar(_ json: JSON) throws(FlowValueError) -> JSON {
        switch type {
        case .string, .secret: .string(try matching(text(json)))
        case .select, .enumeration: .string(try chosen(text(json)))
        case .int: try integer(json)
        case .float: try number(json)
        case .bool, .boolean: try bool(json)
        case .dateTime, .date, .time, .duration: .string(try time(text(json)))
        case .file: .string(try reference(text(json)))
        case .uri: .string(try text(json, where: \.isURI))
        case .email: .string(try text(json, where: \.isMailAddress))
        default: json
        }
    }

    private func refusal(_ json: JSON) -> FlowValueError {
        FlowValueError("expected \(type.expectation), found \(type == .secret ? json.kind : json.shown)")
    }

    /// Scalars as text; lists and maps where they are written out.
    private func text(_ json: JSON) throws(FlowValueError) -> String {
        switch json {
        case .string(let text): text
        case .bool, .integer, .number: json.text
        case .array where writesOut, .object where writesOut: json.text
        default: throw refusal(json)
        }
    }

    private func text(_ json: JSON, where condition: (String) -> Bool) throws(FlowValueError) -> String {
        let text = try text(json)
        guard condition(text) else { throw refusal(json) }
        return text
    }

    private func matching(_ text: String) throws(FlowValueError) -> String {
        guard case .pattern(let pattern) = constraint else { return text }
        do throws(ExpressionError) {
            guard try !pattern.matchesWhole(text) else { return text }
        } catch {
            throw FlowValueError(error.description)
        }
        let found = type == .secret ? "other text" : JSON.string(text).shown
        throw FlowValueError("expected text that matches the pattern `\(pattern.source.excerpt)`, found \(found)")
    }

    private func chosen(_ text: String) throws(FlowValueError) -> String {
        guard case .choices(let choices) = constraint, !choices.allowsCustomValue else { return text }
        let values = self.choices ?? choices.values?.map(\.value) ?? []
        guard !values.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { return text }
        let list = values.isEmpty ? "no value at all" : "one of " + values.listed
        throw FlowValueError("expected \(list), found \(JSON.string(text).shown)")
    }

    private func integer(_ json: JSON) throws(FlowValueError) -> JSON {
        guard let value = json.integer ?? json.string.flatMap({ Int64($0) }) else { throw refusal(json) }
        if case .integers(let range) = constraint { try range.check(value, .numbers) }
        return .integer(value)
    }

    private func number(_ json: JSON) throws(FlowValueError) -> JSON {
        let written = json.string.flatMap { $0.isDecimalNumber ? Double($0) : nil }
        guard let value = json.number ?? written, value.isFinite else { throw refusal(json) }
        if case .numbers(let range) = constraint { try range.check(value, .numbers) }
        return .number(value)
    }

    private func bool(_ json: JSON) throws(FlowValueError) -> JSON {
        switch json {
        case .bool: return json
        case .string(let text) where text.lowercased() == "true": return true
        case .string(let text) where text.lowercased() == "false": return false
        default: throw refusal(json)
        }
    }

    /// Dates, times and durations in their shortest form.
    private func time(_ text: String) throws(FlowValueError) -> String {
        let refusal = refusal(.string(text))
        switch (type, constraint) {
        case (.dateTime, let constraint):
            guard let instant = Instant(text) else { throw refusal }
            if case .instants(let range) = constraint { try range.check(instant, .times) }
            return instant.description
        case (.date, let constraint):
            guard let date = LocalDate(text) else { throw refusal }
            if case .dates(let range) = constraint { try range.check(date, .times) }
            return date.description
        case (.time, let constraint):
            guard let time = LocalTime(text) else { throw refusal }
            if case .times(let range) = constraint { try range.check(time, .times) }
            return time.description
        case (_, let constraint):
            guard let duration = FlowDuration(text) else { throw refusal }
            if case .durations(let range) = constraint { try range.check(duration, .numbers) }
            return duration.description
        }
    }

    // MARK: Files

    private func file(_ file: SuppliedInput.File) throws(FieldErrors) -> JSON {
        do throws(FlowValueError) {
            guard type == .file else { throw FlowValueError("expected \(type.expectation), found a file") }
            try checkExtension(of: file.name)
            return .string(file.uri ?? file.name)
        } catch {
            throw FieldErrors("", error.description)
        }
    }

    /// A URI of a file that is stored already.
    private func reference(_ text: String) throws(FlowValueError) -> String {
        let schemes = isDefault ? ["kestra", "nsfile", "file"] : ["kestra", "nsfile"]
        guard let scheme = schemes.first(where: { text.hasPrefix("\($0):///") }), text.isURI else {
            let list = schemes.map { "\($0):///" }.listed
            throw FlowValueError(
                "expected a file, or the URI of one that begins with \(list); found \(JSON.string(text).shown)"
            )
        }
        let path = text.dropFirst(scheme.utf8.count + 4)
        guard !path.isEmpty, !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw FlowValueError(
                "expected a path without `.` and `..` behind `\(scheme):///`, found \(JSON.string(text).shown)"
            )
        }
        try checkExtension(of: String(path))
        return text
    }

    private func checkExtension(of name: String) throws(FlowValueError) {
        guard case .extensions(let list) = constraint, !list.isEmpty else { return }
        let name = name.lowercased()
        guard !list.contains(where: { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }) else { return }
        throw FlowValueError("expected a file whose name ends in \(list.listed), found \(JSON.string(name).shown)")
    }

    // MARK: Lists and documents

    private func list(_ json: JSON) throws(FieldErrors) -> JSON {
        guard let elements = json.array ?? json.string.flatMap({ try? Self.json($0) })?.array else {
            throw FieldErrors("", refusal(json).description)
        }
        var element: InputParser
        switch constraint {
        case .elements(let type): element = InputParser(elementsOf: type)
        case .choices(let choices): element = InputParser(elementsOf: choices.itemType)
        default: element = InputParser(elementsOf: .string)
        }
        element.isDefault = isDefault
        var (values, errors) = ([JSON](), FieldErrors())
        for (index, json) in elements.enumerated() {
            do throws(FieldErrors) {
                if type == .multiselect {
                    do throws(FlowValueError) { _ = try chosen(text(json)) } catch {
                        throw FieldErrors("", error.description)
                    }
                }
                values.append(try element.value(of: json))
            } catch {
                error.errors.forEach {
                    errors.append("[\(index)]" + ($0.field.isEmpty ? "" : ".\($0.field)"), $0.message)
                }
            }
        }
        guard errors.isEmpty else { throw errors }
        return .array(values)
    }

    /// A document that was written as text, or is one already.
    private func document(_ json: JSON) throws(FieldErrors) -> JSON {
        guard let text = json.string else { return json }
        guard text.utf8.count <= Self.documentLimit else {
            throw FieldErrors("", "expected \(type.expectation) of at most \(Self.documentLimit) bytes")
        }
        do {
            if type == .json { return try Self.json(text) }
            return try YAML.document(Array(text.utf8))
        } catch let error as JSONError {
            throw FieldErrors("", "expected a JSON document; \(error)")
        } catch let error as YAMLError {
            throw FieldErrors("", "expected a YAML document; \(error)")
        } catch {
            throw FieldErrors("", "expected \(type.expectation)")
        }
    }

    private static func json(_ text: String) throws(JSONError) -> JSON {
        try JSON(parsing: Array(text.utf8))
    }
}

extension JSON {
    /// The value as messages show it: short text is cited, of lists and objects only the kind is told.
    var shown: String {
        switch self {
        case .string(let text): text.isEmpty ? "empty text" : "the text `\(text.excerpt)`"
        case .bool, .integer, .number: "`\(text)`"
        default: kind
        }
    }
}

extension [String] {
    /// The texts as messages list them, twenty at most.
    var listed: String {
        prefix(20).map { "`\($0.excerpt)`" }.joined(separator: ", ") + (count > 20 ? " and \(count - 20) more" : "")
    }
}
