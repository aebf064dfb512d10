import Access
import Daemon
import Executor
import Flows
import HTTP
import JSON

extension Request {
    /// The inputs that a form holds: text, or files by their names and sizes.
    ///
    /// - Throws: `FieldErrors` for a form that cannot be read, and for two parts of one name.
    func suppliedInputs() throws(FieldErrors) -> SuppliedInputs {
        // A flow without inputs may be asked for without a form.
        guard !body.isEmpty else { return SuppliedInputs() }
        let form = try MultipartForm(body, contentType: head.headers["content-type"] ?? "")
        var (values, errors) = ([String: SuppliedInput](), FieldErrors())
        for part in form.parts {
            let (id, value) = part.input
            guard let value else {
                errors.append(id, "expected text in UTF-8")
                continue
            }
            if values.updateValue(value, forKey: id) != nil { errors.append(id, "is given twice") }
        }
        guard errors.isEmpty else { throw errors }
        return SuppliedInputs(values)
    }

    /// The labels of the query, each as `key:value`.
    ///
    /// - Throws: `FieldErrors` for what is no label, or one that only the server gives.
    func executionLabels() throws(FieldErrors) -> [ExecutionLabel] {
        var (labels, errors): ([ExecutionLabel], FieldErrors) = ([], FieldErrors())
        for text in query.values(of: "labels") where !text.isEmpty {
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else {
                errors.append("labels", "expected `key:value`, found `\(text.excerpt)`")
                continue
            }
            let value = text[text.utf8.index(after: colon)...]
            ExecutionLabel.read(String(text[..<colon]), String(value), as: "labels", &errors).map { labels.append($0) }
        }
        guard labels.count <= ExecutionLabel.limit else {
            throw FieldErrors("labels", "must have at most \(ExecutionLabel.limit) elements, has \(labels.count)")
        }
        guard errors.isEmpty else { throw errors }
        return labels
    }

    /// The execution that the path names.
    ///
    /// - Throws: ``GateError/hidden`` if it can be none.
    func execution() throws -> ExecutionID { try identifier("executionId") }

    /// The identifiers of executions in the body; what is none identifies nothing, and is kept for the answer.
    ///
    /// - Throws: `FieldErrors`.
    func executions() throws -> [String] {
        try ExecutionSelection.ids(try json(), as: "")
    }

    /// The tasks before which an execution is to halt, as `task` or `task.value`, separated by commas.
    ///
    /// - Throws: `FieldErrors`.
    func breakpoints() throws(FieldErrors) -> [Breakpoint] {
        let texts = query.values(of: "breakpoints").flatMap { $0.split(separator: ",") }
        guard texts.count <= 100 else {
            throw FieldErrors("breakpoints", "must have at most 100 elements, has \(texts.count)")
        }
        return try texts.map { (text) throws(FieldErrors) in
            let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let task = parts.first, !task.isEmpty, text.utf8.count <= 512 else {
                throw FieldErrors("breakpoints", "expected `task` or `task.value`, found `\(String(text).excerpt)`")
            }
            return Breakpoint(task: task, value: parts.count > 1 ? parts[1] : nil)
        }
    }

    /// A state in the query.
    ///
    /// - Parameters:
    ///   - name: The name of the parameter.
    ///   - standard: What it is if it is not sent; without one it must be.
    /// - Returns: The state.
    /// - Throws: `FieldErrors`.
    func state(_ name: String, default standard: RunState? = nil) throws(FieldErrors) -> RunState {
        let text = query[name] ?? ""
        if text.isEmpty, let standard { return standard }
        guard let state = RunState(name: text) else {
            let names = RunState.allCases.map { "`\($0.name)`" }.joined(separator: ", ")
            throw FieldErrors(name, "expected one of \(names)")
        }
        return state
    }

    /// An instant in the query, `nil` if it is not sent.
    ///
    /// - Throws: `FieldErrors`.
    func instant(_ name: String) throws(FieldErrors) -> Instant? {
        guard let text = query[name], !text.isEmpty else { return nil }
        // A `+` that was not escaped has become a space.
        guard let instant = Instant(text) ?? Instant(text.replacing(" ", with: "+")) else {
            throw FieldErrors(name, "expected a date and time of RFC 3339, as in `2026-11-21T08:00:00Z`")
        }
        return instant
    }
}

extension ExecutionLabel {
    /// How many labels one request gives at most.
    static let limit = 100

    /// The length of a value in bytes, at most.
    private static let longest = 1000

    /// A label that somebody gives an execution; what is wrong with it is appended.
    static func read(_ key: String, _ value: String, as field: String, _ errors: inout FieldErrors) -> ExecutionLabel? {
        guard !key.hasPrefix(FlowLabel.systemPrefix) else {
            errors.append(field, "`\(key.excerpt)` is a label that only the server gives")
            return nil
        }
        guard FlowLabel.isKey(key), key.utf8.count <= 255 else {
            errors.append(
                field,
                "expected a name that begins with a lower-case letter and goes on with letters, digits, `.`, `_` and `-`, found `\(key.excerpt)`"
            )
            return nil
        }
        guard !value.isEmpty, value.utf8.count <= longest, !value.utf8.contains(0) else {
            errors.append(field, "expected a value of 1 to \(longest) bytes for `\(key.excerpt)`")
            return nil
        }
        return ExecutionLabel(key, value)
    }

    /// The contract's list of `Label`.
    ///
    /// - Throws: `FieldErrors`.
    static func list(_ json: JSON, as field: String = "") throws(FieldErrors) -> [ExecutionLabel] {
        guard case .array(let elements) = json, elements.count <= limit else {
            throw FieldErrors(field, "expected a list of at most \(limit) labels, each with `key` and `value`")
        }
        var (labels, errors): ([ExecutionLabel], FieldErrors) = ([], FieldErrors())
        for (position, element) in elements.enumerated() {
            let place = "\(field)[\(position)]"
            guard let key = element["key"]?.string, let value = element["value"]?.string else {
                errors.append(place, "expected an object with the texts `key` and `value`")
                continue
            }
            read(key, value, as: place, &errors).map { labels.append($0) }
        }
        guard errors.isEmpty else { throw errors }
        return labels
    }
}

extension MultipartForm.Part {
    /// The input that the part is for, `nil` for text that is not UTF-8.
    ///
    /// Older clients name the part of every file `files`, and put the identifier in the place of the file's name.
    fileprivate var input: (id: String, value: SuppliedInput?) {
        guard let fileName else { return (name, String(validating: content, as: UTF8.self).map { .text($0) }) }
        let file = SuppliedInput.File(name: fileName, size: content.count)
        return (name == "files" ? fileName : name, .file(file))
    }
}
