/// Reads typed values out of an object, collecting everything that is wrong and naming each field.
///
/// ```swift
/// var fields = try JSONFields(body)
/// let name = fields.required("name", .string(length: 1...64))
/// let role = fields.required("role", FieldRule<Role>.oneOf)
/// let note = fields.optional("note", .string)
/// let (checkedName, checkedRole) = try fields.finish(name, role)
/// ```
///
/// Asking for a field never throws; `finish` throws all problems at once. A field that was not asked for is one, unless
/// unknown fields are allowed.
public struct JSONFields {
    /// The object that is read.
    public let object: JSONObject

    /// The path of the object, empty if it is the whole value.
    public let path: String

    /// What was found wrong so far.
    public private(set) var errors = FieldErrors()

    private let allowUnknown: Bool
    private let ignoringCase: Bool
    /// Names asked for, lower-cased if case does not matter.
    private var asked: Set<ExactName> = []

    /// Starts reading an object.
    ///
    /// - Parameters:
    ///   - json: The value that was sent.
    ///   - path: Its path, for messages.
    ///   - allowUnknown: Whether fields that were not asked for are passed over.
    ///   - ignoringCase: Whether names match whatever the case of their ASCII letters, as SCIM demands.
    /// - Throws: `FieldErrors` if the value is no object, or if two names differ in case only where that does not matter.
    public init(
        _ json: JSON,
        path: String = "",
        allowUnknown: Bool = false,
        ignoringCase: Bool = false
    ) throws(FieldErrors) {
        guard case .object(let object) = json else {
            throw FieldErrors(path, "expected an object, found \(json.kind)")
        }
        if ignoringCase, let name = object.nameRepeatedIgnoringCase {
            throw FieldErrors(path, "the name `\(name.excerpt)` occurs twice")
        }
        self.object = object
        self.path = path
        self.allowUnknown = allowUnknown
        self.ignoringCase = ignoringCase
    }

    /// Reads a field that must be there.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - rule: What it must hold.
    /// - Returns: The value, or `nil` after a problem, which `finish` will throw.
    public mutating func required<Value>(_ name: String, _ rule: FieldRule<Value>) -> Value? {
        switch read(name, rule) {
        case .value(let value)?: return value
        case .absent?: errors.append(pathOf(name), "is required")
        case .null?: errors.append(pathOf(name), "must not be null")
        case nil: break
        }
        return nil
    }

    /// Reads a field that may be left out or null.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - rule: What it must hold if it is there.
    /// - Returns: The value, or `nil` if there is none or after a problem, which `finish` will throw.
    public mutating func optional<Value>(_ name: String, _ rule: FieldRule<Value>) -> Value? {
        read(name, rule)?.value
    }

    /// Reads a field that may be left out or null, and then has a default.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - rule: What it must hold if it is there.
    ///   - value: What stands for a field that is not there.
    /// - Returns: The value, or the default.
    public mutating func optional<Value>(_ name: String, _ rule: FieldRule<Value>, default value: Value) -> Value {
        read(name, rule)?.value ?? value
    }

    /// Reads a field of a partial change, where being left out differs from being null.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - rule: What it must hold if it is neither.
    /// - Returns: What was sent; `absent` after a problem, which `finish` will throw.
    public mutating func field<Value>(_ name: String, _ rule: FieldRule<Value>) -> JSONField<Value> {
        read(name, rule) ?? .absent
    }

    /// Reads a field of a partial change that may be left out but not be null.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - rule: What it must hold if it was sent.
    /// - Returns: The value, or `nil` if it was not sent or after a problem, which `finish` will throw.
    public mutating func unlessAbsent<Value>(_ name: String, _ rule: FieldRule<Value>) -> Value? {
        let field = field(name, rule)
        if case .null = field { errors.append(pathOf(name), "must not be null") }
        return field.value
    }

    /// Marks a field as known without reading it.
    ///
    /// - Parameter name: The field's name.
    public mutating func ignore(_ name: String) {
        asked.insert(key(name))
    }

    /// Adds a problem of a field that only its reader can see.
    ///
    /// - Parameters:
    ///   - name: The field's name, empty for the object as a whole.
    ///   - message: What is wrong.
    public mutating func refuse(_ name: String, _ message: String) {
        errors.append(name.isEmpty ? path : pathOf(name), message)
    }

    /// Ends the reading.
    ///
    /// - Parameter values: Fields that were required.
    /// - Returns: The same values, none of which is missing.
    /// - Throws: `FieldErrors` with all problems, unknown fields among them.
    public consuming func finish<each Value>(
        _ values: repeat (each Value)?
    ) throws(FieldErrors) -> (repeat each Value) {
        if !allowUnknown {
            for name in object.keys where !asked.contains(key(name)) {
                errors.append(pathOf(name), "is not a known field")
            }
        }
        guard errors.isEmpty else { throw errors }
        func present<Checked>(_ value: Checked?) throws(FieldErrors) -> Checked {
            guard let value else {
                throw FieldErrors(path, "a required field is missing")
            }
            return value
        }
        return (repeat try present(each values))
    }

    /// What a field holds, `nil` after a problem.
    private mutating func read<Value>(_ name: String, _ rule: FieldRule<Value>) -> JSONField<Value>? {
        asked.insert(key(name))
        guard let json = member(name) else { return .absent }
        guard !json.isNull else { return .null }
        do throws(FieldErrors) {
            return .value(try rule.read(json, pathOf(name)))
        } catch {
            errors.append(error)
            return nil
        }
    }

    private func member(_ name: String) -> JSON? {
        ignoringCase ? object.member(ignoringCase: name)?.value : object[name]
    }

    private func key(_ name: String) -> ExactName {
        ExactName(text: ignoringCase ? name.asciiLowercased : name)
    }

    private func pathOf(_ name: String) -> String {
        path.isEmpty ? name.excerpt : "\(path).\(name.excerpt)"
    }
}
