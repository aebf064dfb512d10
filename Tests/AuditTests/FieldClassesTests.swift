import Audit
import Foundation
import JSON
import Testing

@Suite("Declaring the classes of fields")
struct FieldClassesTests {
    @Test func `takes what is not listed for secret`() throws {
        let classes = try FieldClasses(yaml: "thing:\n  a: public\n  b: { c: sensitive }\n")
        #expect(classes.fieldClass(of: ["a"], in: "thing") == .public)
        #expect(classes.fieldClass(of: ["a", "x"], in: "thing") == .public)
        #expect(classes.fieldClass(of: ["b", "c"], in: "thing") == .sensitive)
        #expect(classes.fieldClass(of: ["b"], in: "thing") == .secret)
        #expect(classes.fieldClass(of: ["b", "d"], in: "thing") == .secret)
        #expect(classes.fieldClass(of: ["z"], in: "thing") == .secret)
        #expect(classes.fieldClass(of: ["a"], in: "other") == .secret)
        #expect(FieldClasses.none.fieldClass(of: ["a"], in: "thing") == .secret)
    }

    @Test(arguments: [
        ("[]", "expected a map of kinds, found an array"),
        ("a: public", "`a`: expected a map of fields, found a string"),
        ("a: { b: Public }", "`a.b`: expected `public`, `sensitive`, `secret` or a map of fields"),
        ("a: { b: { c: 1, d: } }", nil),
        ("a: { b: public, b: secret }", nil),
        ("a: [", nil),
    ])
    func `refuses a declaration`(_ yaml: String, _ message: String?) {
        let errors = #expect(throws: FieldErrors.self) { try FieldClasses(yaml: yaml) }
        if let message { #expect(errors?.description == message) }
    }

    @Test func `of the product cover the kinds that are recorded, and keep their secrets`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Policies/data/classes.yaml"
        )
        let classes = try FieldClasses(yaml: String(contentsOf: file, encoding: .utf8))
        #expect(
            classes.names == [
                "api_token", "auditlog_export", "binding", "execution", "execution_log", "flow", "flow_export", "group",
                "login", "namespace", "role", "scim_group", "scim_user", "secret", "security_integration",
                "service_account", "session", "setup", "tenant", "tenant_access", "user",
            ]
        )
        for (kind, field) in [
            ("user", "password"), ("secret", "value"), ("api_token", "fullToken"), ("session", "cookie"),
            ("security_integration", "secretToken"), ("setup", "password"), ("login", "password"),
            ("scim_user", "password"), ("tenant", "secretConfiguration"), ("namespace", "storageConfiguration"),
            ("namespace", "variables"), ("flow", "variables"), ("execution", "inputs"), ("execution", "outputs"),
        ] {
            #expect(classes.fieldClass(of: [field], in: kind) == .secret, "\(kind).\(field)")
        }
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        #expect(classes.fieldClass(of: [enterprise, "department"], in: "scim_user") == .public)
        #expect(classes.fieldClass(of: ["emails", "value"], in: "scim_user") == .sensitive)
        #expect(classes.fieldClass(of: ["triggers", "key"], in: "flow") == .secret)
        #expect(classes.fieldClass(of: ["permissions", "FLOW"], in: "role") == .public)
    }
}
