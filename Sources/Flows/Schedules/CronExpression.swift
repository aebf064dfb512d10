import JSON

/// When a schedule fires: which seconds, minutes, hours, days, months and days of the week.
///
/// Read are five fields, or six with seconds in front, and the nicknames from `@hourly` to `@yearly`. A field is `*`,
/// values, ranges and steps, separated by commas; months and days of the week may be three letters of their English names.
/// The seventh day is Sunday as well as the day 0.
public struct CronExpression: Sendable, Hashable {
    /// The values of a field, bit by bit.
    public struct Field: Sendable, Hashable {
        /// The bits of the values.
        public let bits: UInt64

        /// Whether any value will do, as `*` says.
        public let isAny: Bool

        /// Whether a value is in the field.
        ///
        /// - Parameter value: The value.
        /// - Returns: Whether it is.
        public func contains(_ value: Int) -> Bool {
            (0..<64).contains(value) && bits & (1 << UInt64(value)) != 0
        }
    }

    /// The seconds of a minute, only 0 if they were not written.
    public let seconds: Field

    /// The minutes of an hour.
    public let minutes: Field

    /// The hours of a day.
    public let hours: Field

    /// The days of a month, from 1.
    public let daysOfMonth: Field

    /// The months, from 1.
    public let months: Field

    /// The days of a week; Sunday is 0.
    public let daysOfWeek: Field

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - text: The expression.
    ///   - withSeconds: Whether there must be a field for seconds; `nil` if there may be.
    /// - Throws: `FlowValueError` for another form.
    public init(parsing text: String, withSeconds: Bool? = nil) throws(FlowValueError) {
        let text = try Self.expanded(text, withSeconds: withSeconds ?? false)
        var fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        let expected =
            switch withSeconds {
            case nil: 5...6
            case true?: 6...6
            case false?: 5...5
            }
        guard expected.contains(fields.count) else {
            throw FlowValueError(Self.expectation(withSeconds, found: fields.count))
        }
        if fields.count == 5 { fields.insert("0", at: 0) }
        seconds = try CronFieldReader(.second).field(fields[0])
        minutes = try CronFieldReader(.minute).field(fields[1])
        hours = try CronFieldReader(.hour).field(fields[2])
        daysOfMonth = try CronFieldReader(.dayOfMonth).field(fields[3])
        months = try CronFieldReader(.month).field(fields[4])
        daysOfWeek = try CronFieldReader(.dayOfWeek).field(fields[5])
    }

    private static func expectation(_ withSeconds: Bool?, found: Int) -> String {
        let fields =
            switch withSeconds {
            case nil: "five fields, or six with seconds"
            case true?: "six fields, the first of seconds"
            case false?: "five fields, since `withSeconds` is not set"
            }
        return "expected a cron expression of \(fields), found \(found)"
    }

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// The fields for which a nickname stands.
    private static func expanded(_ text: String, withSeconds: Bool) throws(FlowValueError) -> String {
        guard text.utf8.first == UInt8(ascii: "@") else { return text }
        guard let fields = nicknames[text.lowercased()] else {
            let names = nicknames.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
            throw FlowValueError("expected one of \(names), found `\(text.excerpt)`")
        }
        return withSeconds ? "0 " + fields : fields
    }
}
