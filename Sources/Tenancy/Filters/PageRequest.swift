public import JSON

/// Which page of a list is asked for, and in what order.
public struct PageRequest: Sendable, Equatable {
    /// The number of the page, from 1.
    public var page: Int
    /// How many objects a page has at most.
    public var size: Int
    /// By what the list is sorted, the most important first; empty for the list's own order.
    public var sort: [Sort]

    /// One thing that a list is sorted by.
    public struct Sort: Sendable, Equatable {
        /// The name of the field.
        public var field: String
        /// Whether the largest comes first.
        public var isDescending: Bool

        /// Makes an order.
        ///
        /// - Parameters:
        ///   - field: The name of the field.
        ///   - isDescending: Whether the largest comes first.
        public init(_ field: String, isDescending: Bool = false) {
            self.field = field
            self.isDescending = isDescending
        }
    }

    /// Makes a request of its parts.
    ///
    /// - Parameters:
    ///   - page: The number of the page, from 1.
    ///   - size: How many objects a page has at most.
    ///   - sort: By what the list is sorted.
    public init(page: Int = 1, size: Int = 10, sort: [Sort] = []) {
        self.page = page
        self.size = size
        self.sort = sort
    }

    /// How many objects come before the page.
    public var offset: Int { (page - 1) * size }
}

extension PageRequest {
    /// The largest size of a page, unless a list says otherwise.
    public static let maximumSize = 1000

    /// The number of objects that can be paged through: a list is searched, not read to its end by pages.
    public static let maximumDepth = 1_000_000

    /// Reads `page`, `size` and `sort` from query parameters, as in `page=2&size=50&sort=name:desc`.
    ///
    /// Parameters of other names are passed over. `sort` may be repeated or separated by commas; a field without a
    /// direction is sorted upwards.
    ///
    /// - Parameters:
    ///   - parameters: Names and values in the order they were sent, percent-decoded.
    ///   - sortable: The names of the fields that the list can be sorted by.
    ///   - maximumSize: The largest size of a page.
    /// - Returns: The request; page 1 of size 10 where nothing was sent.
    /// - Throws: `FieldErrors` with every problem, each under the name of its parameter.
    public static func parse(
        _ parameters: some Sequence<(name: String, value: String)>,
        sortable: [String],
        maximumSize: Int = maximumSize
    ) throws(FieldErrors) -> PageRequest {
        var (request, errors, seen) = (PageRequest(), FieldErrors(), Set<String>())
        for (name, value) in parameters {
            switch name {
            case "page", "size":
                let most = name == "page" ? maximumDepth : maximumSize
                guard seen.insert(name).inserted else {
                    errors.append(name, "was sent twice")
                    continue
                }
                guard let number = number(value), (1...most).contains(number) else {
                    errors.append(name, "expected a whole number from 1 to \(most)")
                    continue
                }
                if name == "page" { request.page = number } else { request.size = number }
            case "sort":
                request.read(sort: value, sortable: sortable, errors: &errors)
            default:
                continue
            }
        }
        if errors.isEmpty, request.page > 1, request.page * request.size > maximumDepth {
            errors.append("page", "reaches beyond the first \(maximumDepth) objects; narrow the search instead")
        }
        guard errors.isEmpty else { throw errors }
        return request
    }

    private mutating func read(sort text: String, sortable: [String], errors: inout FieldErrors) {
        for part in text.utf8.split(separator: UInt8(ascii: ",")).map(Substring.init) {
            let pieces = part.split(separator: ":", omittingEmptySubsequences: false)
            let field = String(pieces[0])
            let direction = pieces.count > 1 ? pieces[1].lowercased() : "asc"
            guard sortable.contains(field) else {
                let hint = NearestName.hint(field, among: sortable)
                let names = sortable.map { "`\($0)`" }.joined(separator: ", ")
                errors.append("sort", hint.isEmpty ? "expected one of \(names)" : "is not a field to sort by\(hint)")
                continue
            }
            guard pieces.count <= 2, direction == "asc" || direction == "desc" else {
                errors.append("sort", "expected `\(field):asc` or `\(field):desc`")
                continue
            }
            guard !sort.contains(where: { $0.field == field }) else {
                errors.append("sort", "names `\(field)` twice")
                continue
            }
            sort.append(Sort(field, isDescending: direction == "desc"))
        }
    }

    private static func number(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
