import JSON

/// How the values of a kind of setting are read and shown.
public struct SettingType<Value: Sendable>: Sendable {
    /// What is expected, as a sentence part such as `an integer from 1 to 65535`.
    let expectation: String
    /// The value of a text, as arguments and the environment have it.
    let fromText: @Sendable (String) -> Value?
    /// The value of a file's value.
    let fromJSON: @Sendable (JSON) -> Value?
    let text: @Sendable (Value) -> String
    var isSecret = false
}

extension SettingType where Value == String {
    /// Text of any form.
    public static var string: SettingType {
        SettingType(expectation: "text", fromText: { $0 }, fromJSON: { $0.string }, text: { $0 })
    }

    /// The path of a file or folder.
    public static var path: SettingType {
        let check: @Sendable (String) -> String? = { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 }
        return SettingType(
            expectation: "a path",
            fromText: check,
            fromJSON: { $0.string.flatMap(check) },
            text: { $0 }
        )
    }
}

extension SettingType where Value == Bool {
    /// `true` or `false`.
    public static var bool: SettingType {
        SettingType(
            expectation: "`true` or `false`",
            fromText: { ["true": true, "false": false][$0] },
            fromJSON: { $0.bool },
            text: { "\($0)" }
        )
    }
}

extension SettingType where Value == Int {
    /// A whole number within a range.
    ///
    /// - Parameter range: The numbers that are accepted.
    /// - Returns: The type.
    public static func integer(in range: ClosedRange<Int>) -> SettingType {
        let check: @Sendable (Int) -> Int? = { range.contains($0) ? $0 : nil }
        return SettingType(
            expectation: "an integer from \(range.lowerBound) to \(range.upperBound)",
            fromText: { Int($0).flatMap(check) },
            fromJSON: { $0.integer.flatMap { Int(exactly: $0) }.flatMap(check) },
            text: { "\($0)" }
        )
    }

    /// A number of bytes such as `16MiB`, within a range.
    ///
    /// - Parameter range: The sizes that are accepted.
    /// - Returns: The type.
    public static func size(in range: ClosedRange<Int>) -> SettingType {
        let check: @Sendable (Int) -> Int? = { range.contains($0) ? $0 : nil }
        let bounds =
            "from \(QuantityText.text(bytes: range.lowerBound)) to \(QuantityText.text(bytes: range.upperBound))"
        return SettingType(
            expectation: "a size such as `16MiB`, \(bounds)",
            fromText: { QuantityText.size($0).flatMap(check) },
            fromJSON: { json in
                json.string.map { QuantityText.size($0).flatMap(check) }
                    ?? json.integer.flatMap { Int(exactly: $0) }.flatMap(check)
            },
            text: QuantityText.text(bytes:)
        )
    }
}

extension SettingType where Value == Duration {
    /// A time such as `30s`, `1h30m` or `PT5M`, within a range.
    ///
    /// - Parameter range: The times that are accepted.
    /// - Returns: The type.
    public static func duration(in range: ClosedRange<Duration>) -> SettingType {
        let check: @Sendable (String) -> Duration? = { text in
            QuantityText.duration(text).flatMap { range.contains($0) ? $0 : nil }
        }
        let bounds = "from \(QuantityText.text(range.lowerBound)) to \(QuantityText.text(range.upperBound))"
        return SettingType(
            expectation: "a duration such as `30s`, \(bounds)",
            fromText: check,
            fromJSON: { $0.string.flatMap(check) },
            text: { QuantityText.text($0) }
        )
    }
}

extension SettingType where Value == NetworkAddress {
    /// A host and a port.
    public static var address: SettingType {
        SettingType(
            expectation: "an address such as `127.0.0.1:8080`",
            fromText: { NetworkAddress($0) },
            fromJSON: { $0.string.flatMap { NetworkAddress($0) } },
            text: { $0.description }
        )
    }
}

extension SettingType where Value: LosslessStringConvertible {
    /// A value of a type that reads and shows itself.
    ///
    /// - Parameter expectation: What is expected, as a sentence part such as `a network such as 10.0.0.0/8`.
    /// - Returns: The kind of setting.
    public static func written(as expectation: String) -> SettingType {
        SettingType(
            expectation: expectation,
            fromText: { Value($0) },
            fromJSON: { $0.string.flatMap { Value($0) } },
            text: { $0.description }
        )
    }
}

extension SettingType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of some words.
    public static var choice: SettingType {
        SettingType(
            expectation: "one of " + Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "),
            fromText: { Value(rawValue: $0) },
            fromJSON: { $0.string.flatMap { Value(rawValue: $0) } },
            text: { $0.rawValue }
        )
    }
}

extension SettingType {
    /// Values of another kind: a list in the file, with commas between them elsewhere.
    ///
    /// - Parameter element: The kind of each value.
    /// - Returns: The type.
    public static func list<Element>(of element: SettingType<Element>) -> SettingType where Value == [Element] {
        let fromText: @Sendable (String) -> [Element]? = { text in
            let parts = text.split(separator: ",").map { $0.trimmed }
            let values = parts.compactMap { element.fromText(String($0)) }
            return values.count == parts.count ? values : nil
        }
        return SettingType(
            expectation: "a list, each \(element.expectation)",
            fromText: fromText,
            fromJSON: { json in
                guard let items = json.array else { return json.string.flatMap(fromText) }
                let values = items.compactMap(element.fromJSON)
                return values.count == items.count ? values : nil
            },
            text: { $0.map(element.text).joined(separator: ",") },
            isSecret: element.isSecret
        )
    }

    /// The same values, hidden from whatever prints them.
    ///
    /// - Parameter hidden: The kind of value that is hidden.
    /// - Returns: The type.
    public static func secret<Hidden>(_ hidden: SettingType<Hidden>) -> SettingType where Value == Secret<Hidden> {
        SettingType(
            expectation: hidden.expectation,
            fromText: { hidden.fromText($0).map { Secret($0) } },
            fromJSON: { hidden.fromJSON($0).map { Secret($0) } },
            text: { $0.description },
            isSecret: true
        )
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return rest
    }
}
