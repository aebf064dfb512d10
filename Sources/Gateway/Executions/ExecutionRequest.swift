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

    /// Refuses labels of the query that are none.
    ///
    /// - Throws: `FieldErrors`.
    func checkLabels() throws(FieldErrors) {
        for label in query.values(of: "labels") where !label.isEmpty {
            guard let colon = label.firstIndex(of: ":"), colon != label.startIndex else {
                throw FieldErrors("labels", "expected `key:value`, found `\(label.excerpt)`")
            }
        }
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
