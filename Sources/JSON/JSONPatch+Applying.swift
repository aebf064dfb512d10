extension JSONPatch {
    /// Makes the changes to a copy of a document.
    ///
    /// - Parameters:
    ///   - document: The document before.
    ///   - limits: How many values the document may grow to, and how deep it may nest; a few copies could otherwise
    ///     make it grow exponentially.
    /// - Returns: The document after.
    /// - Throws: `JSONPatchError` for the first operation that cannot be carried out.
    public func apply(to document: JSON, limits: JSONLimits = .default) throws(JSONPatchError) -> JSON {
        var application = Application(document: document, limits: limits)
        for (index, operation) in operations.enumerated() {
            try application.apply(operation, index: index)
        }
        return application.document
    }
}

/// A document in the middle of being patched.
private struct Application {
    var document: JSON
    let limits: JSONLimits
    /// An upper bound of the number of values in the document.
    var values: Int

    init(document: JSON, limits: JSONLimits) {
        self.document = document
        self.limits = limits
        values = document.count(upTo: limits.maximumValues)
    }

    mutating func apply(_ operation: JSONPatch.Operation, index: Int) throws(JSONPatchError) {
        switch operation {
        case .add(let path, let value):
            try add(value, at: path, index: index)
        case .remove(let path):
            _ = try remove(path, index: index)
        case .replace(let path, let value):
            try admit(value, below: path, index: index)
            guard document.replace(path.tokens[...], with: value) else { throw missing(path, index) }
        case .move(let from, let path):
            guard !path.tokens.starts(with: from.tokens) || path == from else {
                throw .inapplicable(operation: index, reason: "a value cannot be moved into itself")
            }
            let value = try remove(from, index: index)
            try add(value, at: path, index: index)
        case .copy(let from, let path):
            guard let value = document[from] else { throw missing(from, index) }
            try add(value, at: path, index: index)
        case .test(let path, let value):
            guard let found = document[path] else { throw missing(path, index) }
            guard found == value else { throw .testFailed(operation: index) }
        }
    }

    private mutating func add(_ value: JSON, at path: JSONPointer, index: Int) throws(JSONPatchError) {
        try admit(value, below: path, index: index)
        guard document.add(path.tokens[...], value) else { throw missing(path, index) }
    }

    private mutating func remove(_ path: JSONPointer, index: Int) throws(JSONPatchError) -> JSON {
        guard !path.tokens.isEmpty else {
            throw .inapplicable(operation: index, reason: "the whole document cannot be removed")
        }
        guard let value = document.remove(path.tokens[...]) else { throw missing(path, index) }
        values -= value.count(upTo: limits.maximumValues)
        return value
    }

    /// Counts a value in before it enters the document.
    private mutating func admit(_ value: JSON, below path: JSONPointer, index: Int) throws(JSONPatchError) {
        values += value.count(upTo: limits.maximumValues)
        guard values <= limits.maximumValues else {
            throw .limit(operation: index, reason: "the document would have more than \(limits.maximumValues) values")
        }
        guard !value.nests(deeperThan: limits.maximumDepth - path.tokens.count) else {
            throw .limit(
                operation: index,
                reason: "the document would nest deeper than \(limits.maximumDepth) levels"
            )
        }
    }

    private func missing(_ path: JSONPointer, _ index: Int) -> JSONPatchError {
        .inapplicable(operation: index, reason: "nothing is at `\(path.description.excerpt)`")
    }
}

extension JSON {
    /// Changes the value at a path in place.
    ///
    /// - Returns: What `body` returned, or `nil` if nothing is there.
    fileprivate mutating func change<Result>(
        _ path: ArraySlice<String>,
        _ body: (inout JSON) -> Result?
    ) -> Result? {
        guard let token = path.first else { return body(&self) }
        // The value moves out while it changes, so that nothing is copied.
        switch consume self {
        case .object(var object):
            self = .null
            let result = object.update(token) { $0.change(path.dropFirst(), body) }
            self = .object(object)
            return result ?? nil
        case .array(var elements):
            self = .null
            defer { self = .array(elements) }
            guard let position = Int(arrayPosition: token), elements.indices.contains(position) else { return nil }
            return elements[position].change(path.dropFirst(), body)
        case let other:
            self = other
            return nil
        }
    }

    fileprivate mutating func replace(_ path: ArraySlice<String>, with value: JSON) -> Bool {
        let replaced: Bool? = change(path) { target in
            target = value
            return true
        }
        return replaced ?? false
    }

    fileprivate mutating func add(_ path: ArraySlice<String>, _ value: JSON) -> Bool {
        guard let last = path.last else {
            self = value
            return true
        }
        let added: Bool? = change(path.dropLast()) { parent in
            switch parent {
            case .object(var object):
                parent = .null
                object[last] = value
                parent = .object(object)
                return true
            case .array(var elements):
                parent = .null
                defer { parent = .array(elements) }
                guard let position = last == "-" ? elements.count : Int(arrayPosition: last),
                    position <= elements.count
                else { return nil }
                elements.insert(value, at: position)
                return true
            default:
                return nil
            }
        }
        return added ?? false
    }

    fileprivate mutating func remove(_ path: ArraySlice<String>) -> JSON? {
        guard let last = path.last else { return nil }
        return change(path.dropLast()) { parent -> JSON? in
            switch parent {
            case .object(var object):
                guard let removed = object[last] else { return nil }
                parent = .null
                object[last] = nil
                parent = .object(object)
                return removed
            case .array(var elements):
                guard let position = Int(arrayPosition: last), elements.indices.contains(position) else { return nil }
                parent = .null
                let removed = elements.remove(at: position)
                parent = .array(elements)
                return removed
            default:
                return nil
            }
        }
    }

    /// The number of values in this one, itself included; beyond the limit it stops counting.
    fileprivate func count(upTo limit: Int) -> Int {
        var count = 1
        switch self {
        case .array(let elements):
            for element in elements where count <= limit { count += element.count(upTo: limit - count) }
        case .object(let object):
            for member in object.members where count <= limit { count += member.value.count(upTo: limit - count) }
        default:
            break
        }
        return count
    }

    fileprivate func nests(deeperThan depth: Int) -> Bool {
        switch self {
        case .array(let elements):
            depth < 1 || elements.contains { $0.nests(deeperThan: depth - 1) }
        case .object(let object):
            depth < 1 || object.members.contains { $0.value.nests(deeperThan: depth - 1) }
        default:
            depth < 0
        }
    }
}
