import Tenancy
import Testing

@Suite("Names of tenants and namespaces")
struct NameTests {
    @Test(arguments: ["a", "main", "0", "acme-2_x", String(repeating: "a", count: 100)])
    func `a tenant's name is read`(_ text: String) {
        #expect(Tenant.Slug(text)?.description == text)
    }

    @Test(arguments: ["", "-a", "_a", "A", "a b", "a/b", "é", "a\u{0}", String(repeating: "a", count: 101)])
    func `another form is no tenant's name`(_ text: String) {
        #expect(Tenant.Slug(text) == nil)
    }

    @Test(arguments: ["a", "A.b-c._d", "company.team.project", "1"])
    func `a namespace's name is read`(_ text: String) {
        #expect(Namespace.Name(text)?.description == text)
    }

    @Test(arguments: ["", ".", "a.", ".a", "a..b", "-a", "a b", "../x", "a/b", "ü", String(repeating: "a", count: 151)])
    func `another form is no namespace's name`(_ text: String) {
        #expect(Namespace.Name(text) == nil)
    }

    @Test func `the lineage goes from the namespace outwards`() throws {
        let name = try #require(Namespace.Name("a.b.c"))
        #expect(name.lineage.map(\.description) == ["a.b.c", "a.b", "a"])
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "a.b", true), ("a", "a.b.c", true), ("a.b", "a", false), ("a", "ab", false),
        ("a", "ab.c", false),
    ])
    func `a namespace covers itself and what is below it`(_ outer: String, _ inner: String, _ covers: Bool) throws {
        let outer = try #require(Namespace.Name(outer))
        let inner = try #require(Namespace.Name(inner))
        #expect(outer.covers(inner) == covers)
    }
}
