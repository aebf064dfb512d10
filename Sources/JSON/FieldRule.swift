/// What a field must hold, and the value that is made of it.
///
/// Other modules add rules for types of their own:
///
/// ```swift
/// extension FieldRule where Value == Slug {
///     static var slug: FieldRule { .text("lower-case letters, digits and hyphens") { Slug($0) } }
/// }
/// ```
public struct FieldRule<Value> {
    let read: (JSON, String) throws(FieldErrors) -> Value

    /// Makes a rule.
    ///
    /// - Parameter read: Makes a value of what a field holds, given the path of the field; throws everything that is
    ///   wrong with it.
    public init(_ read: @escaping (_ json: JSON, _ path: String) throws(FieldErrors) -> Value) {
        self.read = read
    }

    /// Makes a rule whose refusal is one sentence.
    ///
    /// - Parameters:
    ///   - expected: What is expected, with its article: `a string`. The message repeats nothing of what was sent.
    ///   - read: Makes a value, or `nil` if the field holds something else.
    public init(_ expected: String, _ read: @escaping (JSON) -> Value?) {
        self.init { (json, path) throws(FieldErrors) -> Value in
            guard let value = read(json) else {
                throw FieldErrors(path, "expected \(expected), found \(json.kind)")
            }
            return value
        }
    }

    /// A rule that demands more of the value of this one.
    ///
    /// - Parameters:
    ///   - message: What is wrong if the condition does not hold: `must be in the future`.
    ///   - condition: Whether a value is accepted.
    /// - Returns: The stricter rule.
    public func when(_ message: String, _ condition: @escaping (Value) -> Bool) -> FieldRule {
        FieldRule { [read] (json, path) throws(FieldErrors) -> Value in
            let value = try read(json, path)
            guard condition(value) else { throw FieldErrors(path, message) }
            return value
        }
    }

    /// A rule that makes something else of the value of this one.
    ///
    /// - Parameter transform: Makes the other value; it cannot refuse.
    /// - Returns: The rule.
    public func map<Other>(_ transform: @escaping (Value) -> Other) -> FieldRule<Other> {
        FieldRule<Other> { [read] (json, path) throws(FieldErrors) -> Other in transform(try read(json, path)) }
    }
}

extension FieldRule where Value == JSON {
    /// Anything, `null` excepted.
    public static var json: FieldRule { FieldRule { (json, _) in json } }
}

extension FieldRule where Value == JSONObject {
    /// An object of any members.
    public static var object: FieldRule { FieldRule("an object", \.object) }
}

extension FieldRule where Value == Bool {
    /// `true` or `false`.
    public static var bool: FieldRule { FieldRule("a boolean", \.bool) }
}

extension FieldRule where Value == Double {
    /// A number.
    public static var number: FieldRule { FieldRule("a number", \.number) }
}

extension FieldRule where Value == Int {
    /// A whole number.
    public static var integer: FieldRule { .integer(Int.min...Int.max) }

    /// A whole number of a range.
    ///
    /// - Parameter range: The numbers accepted.
    /// - Returns: The rule.
    public static func integer(_ range: ClosedRange<Int>) -> FieldRule {
        let expected =
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): "a whole number"
            case (let low, .max): "a whole number of at least \(low)"
            case (.min, let high): "a whole number of at most \(high)"
            case (let low, let high): "a whole number from \(low) to \(high)"
            }
        return FieldRule { (json, path) throws(FieldErrors) -> Int in
            guard let integer = json.integer, let value = Int(exactly: integer), range.contains(value) else {
                let found = json.number == nil ? json.kind : json.text
                throw FieldErrors(path, "expected \(expected), found \(found)")
            }
            return value
        }
    }
}

extension FieldRule where Value == String {
    /// Text of any length.
    public static var string: FieldRule { FieldRule("a string", \.string) }

    /// Text of a length.
    ///
    /// - Parameter length: The lengths accepted, in code points.
    /// - Returns: The rule.
    public static func string(length: ClosedRange<Int>) -> FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> String in
            let text = try string.read(json, path)
            let count = text.unicodeScalars.count
            guard length.contains(count) else {
                let message =
                    switch (count, length.lowerBound, length.upperBound) {
                    case (0, 1, _): "must not be empty"
                    case (..<length.lowerBound, let low, _): "must have at least \(low) characters, has \(count)"
                    case (_, _, let high): "must have at most \(high) characters, has \(count)"
                    }
                throw FieldErrors(path, message)
            }
            return text
        }
    }
}

extension FieldRule {
    /// Text that is read as a value of another type.
    ///
    /// - Parameters:
    ///   - expected: What is expected, with its article: `a UUID`.
    ///   - parse: Reads the text, `nil` if it is something else. What was sent is not repeated in the message.
    /// - Returns: The rule.
    public static func text(_ expected: String, _ parse: @escaping (String) -> Value?) -> FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> Value in
            guard let text = json.string else {
                throw FieldErrors(path, "expected \(expected), found \(json.kind)")
            }
            guard let value = parse(text) else {
                throw FieldErrors(path, "expected \(expected)")
            }
            return value
        }
    }

    /// A list, each element under one rule.
    ///
    /// - Parameters:
    ///   - rule: What each element must hold.
    ///   - count: How many elements are accepted.
    /// - Returns: The rule.
    public static func list<Element>(
        of rule: FieldRule<Element>,
        count: ClosedRange<Int> = 0...10_000
    ) -> FieldRule where Value == [Element] {
        FieldRule { (json, path) throws(FieldErrors) -> [Element] in
            guard let elements = json.array else {
                throw FieldErrors(path, "expected a list, found \(json.kind)")
            }
            guard count.contains(elements.count) else {
                let bound =
                    elements.count < count.lowerBound ? "at least \(count.lowerBound)" : "at most \(count.upperBound)"
                let message = "must have \(bound) elements, has \(elements.count)"
                throw FieldErrors(path, message)
            }
            var (values, errors) = ([Element](), FieldErrors())
            for (index, element) in elements.enumerated() {
                do throws(FieldErrors) {
                    values.append(try rule.read(element, "\(path)[\(index)]"))
                } catch {
                    errors.append(error)
                }
            }
            guard errors.isEmpty else { throw errors }
            return values
        }
    }

    /// An object whose members have names of the sender's choice, each value under one rule.
    ///
    /// - Parameters:
    ///   - rule: What each member must hold.
    ///   - count: How many members are accepted.
    /// - Returns: The rule; the members come in the order they were sent.
    public static func map<Element>(
        of rule: FieldRule<Element>,
        count: ClosedRange<Int> = 0...10_000
    ) -> FieldRule where Value == [(name: String, value: Element)] {
        FieldRule { (json, path) throws(FieldErrors) -> Value in
            let object = try FieldRule<JSONObject>.object.read(json, path)
            guard count.contains(object.count) else {
                let bound =
                    object.count < count.lowerBound ? "at least \(count.lowerBound)" : "at most \(count.upperBound)"
                let message = "must have \(bound) members, has \(object.count)"
                throw FieldErrors(path, message)
            }
            var (values, errors): (Value, FieldErrors) = ([], FieldErrors())
            for (name, value) in object.members {
                do throws(FieldErrors) {
                    values.append((name, try rule.read(value, path.isEmpty ? name.excerpt : "\(path).\(name.excerpt)")))
                } catch {
                    errors.append(error)
                }
            }
            guard errors.isEmpty else { throw errors }
            return values
        }
    }

    /// An object that is read field by field: `.object(Address.init(reading:))`.
    ///
    /// - Parameters:
    ///   - allowUnknown: Whether fields that were not asked for are passed over.
    ///   - read: Asks for the fields, calls `finish` and makes a value of them. A closure has to say
    ///     `throws(FieldErrors)` itself; an initializer or function that does can be named instead.
    /// - Returns: The rule.
    public static func object(
        allowUnknown: Bool = false,
        _ read: @escaping (inout JSONFields) throws(FieldErrors) -> Value
    ) -> FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> Value in
            var fields = try JSONFields(json, path: path, allowUnknown: allowUnknown)
            return try read(&fields)
        }
    }
}

extension FieldRule where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the names of an enumeration's cases.
    public static var oneOf: FieldRule {
        FieldRule { (json, path) throws(FieldErrors) -> Value in
            if let text = json.string,
                let value = Value.allCases.first(where: { $0.rawValue.hasSameBytes(as: text) })
            {
                return value
            }
            let names = Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            throw FieldErrors(path, "expected one of \(names), found \(json.found)")
        }
    }
}

extension JSON {
    /// What the value is, for the message of a field that is known to hold no secret.
    fileprivate var found: String {
        if case .string(let text) = self { "`\(text.excerpt)`" } else { kind }
    }
}
