public import JSON

/// What a list of resources is asked for: a GET with its parameters, or a SearchRequest.
public struct ListRequest: Sendable, Equatable {
    /// The filter as it was written.
    public var filter: String?
    /// What is to be shown.
    public var attributes: [String] = []
    /// What is not to be shown.
    public var excludedAttributes: [String] = []
    /// The path of the attribute that the list is sorted by.
    public var sortBy: String?
    /// Whether the greatest comes first.
    public var isDescending = false
    /// The page.
    public var page = PageRange()

    /// Asks for the first page of everything.
    public init() {}

    /// Reads the parameters of a GET; others are passed over.
    ///
    /// - Parameters:
    ///   - parameters: Names and values in order, percent-decoded.
    ///   - maximumCount: How many resources a page holds at most.
    /// - Throws: `invalidValue` if a parameter has the wrong form or is given twice.
    public init(
        parameters: some Sequence<(name: String, value: String)>,
        maximumCount: Int = PageRange.maximumCount
    ) throws(ProvisioningError) {
        var seen: Set<String> = []
        var (start, count): (Int64?, Int64?)
        for (name, value) in parameters {
            let key = name.asciiLowercased
            switch key {
            case "filter": filter = value
            case "attributes": attributes = Self.list(value)
            case "excludedattributes": excludedAttributes = Self.list(value)
            case "sortby": sortBy = value.isEmpty ? nil : value
            case "sortorder": isDescending = try Self.isDescending(value)
            case "startindex": start = try Self.number(value, name)
            case "count": count = try Self.number(value, name)
            default: continue
            }
            guard seen.insert(key).inserted else { throw .invalidValue("`\(name)` is given twice") }
        }
        page = PageRange(startIndex: start, count: count, maximumCount: maximumCount)
    }

    /// Reads the body of a POST to `.search`.
    ///
    /// - Parameters:
    ///   - body: The body.
    ///   - maximumCount: How many resources a page holds at most.
    /// - Throws: `invalidSyntax` if it is no SearchRequest, `invalidValue` if a member has the wrong form.
    public init(body: JSON, maximumCount: Int = PageRange.maximumCount) throws(ProvisioningError) {
        guard let object = body.object, object.nameRepeatedIgnoringCase == nil else {
            throw .invalidSyntax("expected an object that names nothing twice")
        }
        let schemas = object.member(ignoringCase: "schemas")?.value.array ?? []
        let urn = MessageSchema.searchRequest.asciiLowercased
        guard schemas.contains(where: { $0.string?.asciiLowercased == urn }) else {
            throw .invalidSyntax("`schemas`: expected a list with `\(MessageSchema.searchRequest)`")
        }
        filter = try Self.text("filter", object)
        attributes = try Self.texts("attributes", object)
        excludedAttributes = try Self.texts("excludedAttributes", object)
        sortBy = try Self.text("sortBy", object)
        isDescending = try Self.text("sortOrder", object).map(Self.isDescending) ?? false
        page = PageRange(
            startIndex: try Self.number("startIndex", object),
            count: try Self.number("count", object),
            maximumCount: maximumCount
        )
    }

    // MARK: Reading

    private static func list(_ value: String) -> [String] {
        value.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            let name = part.drop { $0 == 0x20 }
            let end = name.lastIndex { $0 != 0x20 }
            return end.map { String(Substring(name[...$0])) }
        }
    }

    private static func isDescending(_ value: String) throws(ProvisioningError) -> Bool {
        switch value.asciiLowercased {
        case "ascending": return false
        case "descending": return true
        default: throw .invalidValue("`sortOrder`: expected `ascending` or `descending`")
        }
    }

    private static func number(_ value: String, _ name: String) throws(ProvisioningError) -> Int64 {
        let digits = value.utf8.first == UInt8(ascii: "-") ? value.utf8.dropFirst() : value.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalidValue("`\(name)`: expected a whole number")
        }
        // A number beyond 64 bits is as good as the greatest.
        return Int64(value) ?? (digits.count == value.utf8.count ? .max : .min)
    }

    private static func text(_ name: String, _ object: JSONObject) throws(ProvisioningError) -> String? {
        guard let value = object.member(ignoringCase: name)?.value, !value.isNull else { return nil }
        guard let text = value.string else { throw .invalidValue("`\(name)`: expected a string, found \(value.kind)") }
        return text
    }

    private static func texts(_ name: String, _ object: JSONObject) throws(ProvisioningError) -> [String] {
        guard let value = object.member(ignoringCase: name)?.value, !value.isNull else { return [] }
        guard let texts = value.array?.compactMap(\.string), texts.count == value.array?.count else {
            throw .invalidValue("`\(name)`: expected a list of strings")
        }
        return texts
    }

    private static func number(_ name: String, _ object: JSONObject) throws(ProvisioningError) -> Int64? {
        guard let value = object.member(ignoringCase: name)?.value, !value.isNull else { return nil }
        guard let number = value.integer else {
            throw .invalidValue("`\(name)`: expected a whole number, found \(value.kind)")
        }
        return number
    }
}
