import Expressions
import Flows
import JSON

/// Documents whose leaves that were made of secrets are kept encrypted.
///
/// A path leads through names of members and positions of elements, as in `["headers", "0", "value"]`.
enum SealedDocument {
    /// Encrypts what is at some paths; a path that leads nowhere is passed over.
    ///
    /// - Parameters:
    ///   - object: The document.
    ///   - paths: Where what was made of secrets is.
    ///   - cipher: Encrypts.
    /// - Returns: The document as it may be kept.
    /// - Throws: What the cipher throws.
    static func sealed(_ object: JSONObject, at paths: [[String]], with cipher: InputCipher) throws -> JSONObject {
        guard !paths.isEmpty else { return object }
        var json = JSON.object(object)
        for path in paths {
            try seal(&json, path[...], cipher)
        }
        // A path without names is the whole document.
        return json.object ?? ["value": json]
    }

    private static func seal(_ json: inout JSON, _ path: ArraySlice<String>, _ cipher: InputCipher) throws {
        guard let name = path.first else {
            // Of two paths one may lead into what the other has sealed.
            if SealedValue(json) == nil { json = try SealedValue(json, with: cipher).json }
            return
        }
        switch json {
        case .object(var object):
            json = .null
            _ = try object.update(name) { try seal(&$0, path.dropFirst(), cipher) }
            json = .object(object)
        case .array(var elements):
            guard let position = Int(name), elements.indices.contains(position) else { return }
            json = .null
            try seal(&elements[position], path.dropFirst(), cipher)
            json = .array(elements)
        default: break
        }
    }

    /// The value of a document for expressions: what was encrypted is opened, and marked as made of a secret.
    ///
    /// - Parameters:
    ///   - json: The document.
    ///   - cipher: Decrypts.
    /// - Returns: The value.
    /// - Throws: `ExpressionError` if something cannot be opened.
    static func value(_ json: JSON, _ cipher: InputCipher?) throws(ExpressionError) -> ExpressionValue {
        switch json {
        case .array(let elements):
            var values: [ExpressionValue] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try value(element, cipher)) }
            return .list(values)
        case .object(let object):
            if let sealed = SealedValue(json) { return ExpressionValue(try open(sealed, cipher), isSecret: true) }
            var members: [ExpressionMap.Member] = []
            members.reserveCapacity(object.count)
            for (name, member) in object.members { members.append((name, try value(member, cipher))) }
            return .map(members)
        default: return ExpressionValue(json)
        }
    }

    /// A document in clear, and where in it are secrets.
    ///
    /// - Parameters:
    ///   - json: The document.
    ///   - path: Where it is in a larger one.
    ///   - cipher: Decrypts.
    ///   - paths: Where secrets are, those of this document appended.
    /// - Returns: The document in clear.
    /// - Throws: `ExpressionError` if something cannot be opened.
    static func opened(
        _ json: JSON,
        at path: [String],
        _ cipher: InputCipher?,
        _ paths: inout [[String]]
    ) throws(ExpressionError) -> JSON {
        switch json {
        case .array(let elements):
            var opened: [JSON] = []
            opened.reserveCapacity(elements.count)
            for (position, element) in elements.enumerated() {
                opened.append(try self.opened(element, at: path + ["\(position)"], cipher, &paths))
            }
            return .array(opened)
        case .object(let object):
            if let sealed = SealedValue(json) {
                paths.append(path)
                return try open(sealed, cipher)
            }
            var opened = JSONObject()
            for (name, member) in object.members {
                opened[name] = try self.opened(member, at: path + [name], cipher, &paths)
            }
            return .object(opened)
        default: return json
        }
    }

    private static func open(_ sealed: SealedValue, _ cipher: InputCipher?) throws(ExpressionError) -> JSON {
        guard let cipher, let json = try? sealed.opened(with: cipher) else {
            throw ExpressionError(.failed, "a secret value cannot be opened with the keys of this server")
        }
        return json
    }

    /// About how many bytes a document takes in memory.
    ///
    /// - Parameter json: The document.
    /// - Returns: The number.
    static func weight(_ json: JSON) -> Int {
        switch json {
        case .string(let text): 16 + text.utf8.count
        case .array(let elements): elements.reduce(16) { $0 + weight($1) }
        case .object(let object): object.members.reduce(32) { $0 + 32 + $1.name.utf8.count + weight($1.value) }
        default: 16
        }
    }
}
