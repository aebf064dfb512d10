import Access
import HTTP
import JSON
import Tenancy

extension Request {
    /// The parameters of the query in their order.
    var queryPairs: [(name: String, value: String)] {
        query.all.map { ($0.name, $0.value) }
    }

    /// The identifiers of the contract's `ApiIds`; what is none is left out, as an unknown one is.
    ///
    /// - Throws: `FieldErrors`.
    func identifiers<Subject>() throws -> [Identifier<Subject>] {
        var fields = try fields()
        let ids = fields.required("ids", .list(of: .string, count: 0...1000))
        return try fields.finish(ids).compactMap { Identifier<Subject>($0) }
    }

    /// A parameter of the query that is one of some names.
    ///
    /// - Throws: `FieldErrors` naming what was expected.
    func option<Option: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> Option {
        guard let option = query[name].flatMap(Option.init(rawValue:)) else {
            let names = Option.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
            throw FieldErrors(name, "expected \(names)")
        }
        return option
    }
}

extension FieldRule where Value == Namespace.Name {
    /// The name of a namespace.
    static var namespace: FieldRule {
        .text("the name of a namespace: letters, digits, `_` and `-`, parts joined by dots, 150 characters at most") {
            Namespace.Name($0)
        }
    }
}

extension FieldRule where Value == Tenant.Slug {
    /// The name of a tenant in paths.
    static var slug: FieldRule {
        .text("lower-case letters, digits, `_` and `-`, beginning with a letter or a digit, 100 characters at most") {
            Tenant.Slug($0)
        }
    }
}

extension FieldRule where Value == String {
    /// An e-mail address: something, `@`, something, 320 characters at most.
    static var email: FieldRule {
        .text("an e-mail address") { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isPlain = text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isPlain && text.utf8.count <= 320
                ? text : nil
        }
    }
}

extension FieldRule {
    /// An identifier in the text form of a UUID.
    static func identifier<Subject>() -> FieldRule where Value == Identifier<Subject> {
        .text("an identifier") { Identifier<Subject>($0) }
    }
}

extension FieldDescription {
    /// The query parameters of a search.
    static func search(_ scheme: SearchScheme) -> [FieldDescription] {
        let filters = scheme.filters.keys.map(\.description).sorted().joined(separator: ", ")
        return [
            .query("page", "integer", "The number of the page, from 1."),
            .query("size", "integer", "How many objects a page has, 1 to 1000; 10 if it is not said."),
            .query(
                "sort",
                "[string]",
                "`field:asc` or `field:desc`, of: \(scheme.sorts.keys.sorted().joined(separator: ", "))."
            ),
            .query("filters", "filters[field][OPERATION]=value", "Conditions on: \(filters)."),
        ]
    }
}

extension Page {
    /// A page of what a search found.
    init<Found>(_ found: Access.Found<Found>, _ reply: (Found) -> Element) {
        self.init(results: found.elements.map(reply), total: found.total)
    }
}
