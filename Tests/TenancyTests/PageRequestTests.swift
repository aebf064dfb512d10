import JSON
import Tenancy
import Testing

@Suite("Reading which page is asked for")
struct PageRequestTests {
    private func parse(_ parameters: (String, String)...) throws(FieldErrors) -> PageRequest {
        try PageRequest.parse(parameters.map { (name: $0.0, value: $0.1) }, sortable: ["name", "id", "created"])
    }

    @Test func `has defaults`() throws {
        #expect(try parse(("q", "x")) == PageRequest(page: 1, size: 10, sort: []))
    }

    @Test func `reads page, size and sort`() throws {
        let request = try parse(("page", "3"), ("sort", "name:desc,id"), ("size", "25"), ("sort", "created:ASC"))
        #expect(request.offset == 50)
        #expect(request.size == 25)
        #expect(request.sort == [.init("name", isDescending: true), .init("id"), .init("created")])
    }

    @Test func `takes the largest page and depth`() throws {
        #expect(try parse(("size", "1000"), ("page", "1000")).offset == 999_000)
        #expect(try parse(("size", "1"), ("page", "1000000")).offset == 999_999)
    }

    @Test(arguments: [
        ("page", "0", "expected a whole number from 1 to 1000000"),
        ("page", "-1", "expected a whole number from 1 to 1000000"),
        ("page", "1.5", "expected a whole number from 1 to 1000000"),
        ("page", "", "expected a whole number from 1 to 1000000"),
        ("page", "99999999999999999999", "expected a whole number from 1 to 1000000"),
        ("page", "100001", "reaches beyond the first 1000000 objects; narrow the search instead"),
        ("size", "0", "expected a whole number from 1 to 1000"),
        ("size", "1001", "expected a whole number from 1 to 1000"),
        ("size", "+5", "expected a whole number from 1 to 1000"),
        ("sort", "nmae:asc", "is not a field to sort by; did you mean `name`?"),
        ("sort", "zzzzzz", "expected one of `name`, `id`, `created`"),
        ("sort", "name:up", "expected `name:asc` or `name:desc`"),
        ("sort", "name:", "expected `name:asc` or `name:desc`"),
        ("sort", "name:asc:desc", "expected `name:asc` or `name:desc`"),
        ("sort", "name,name:desc", "names `name` twice"),
    ])
    func `refuses a parameter and names it`(_ name: String, _ value: String, _ message: String) {
        let errors = #expect(throws: FieldErrors.self) { try parse((name, value)) }
        #expect(errors?.errors == [FieldError(field: name, message: message)])
    }

    @Test func `reports every parameter that is wrong`() {
        let errors = #expect(throws: FieldErrors.self) {
            try parse(("page", "0"), ("size", "5"), ("size", "5"), ("sort", "x"))
        }
        #expect(errors?.errors.map(\.field) == ["page", "size", "sort"])
    }
}
