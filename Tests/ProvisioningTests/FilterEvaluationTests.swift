import JSON
import Provisioning
import Testing

@Suite("Evaluating filters")
struct FilterEvaluationTests {
    private func holds(_ filter: String, profile: IntegrationProfile = .strict) throws -> Bool {
        let condition = try Condition(try Filter(parsing: filter), on: .user, profile: profile)
        return condition.holds(for: try document(mia, groups: [["value": .string(otherID), "display": "Rail"]]))
    }

    @Test(arguments: [
        #"userName eq "mia.keller@example.com""#, #"USERNAME EQ "MIA.KELLER@EXAMPLE.COM""#, #"userName sw "MIA""#,
        #"userName ew ".COM""#, #"userName co "keller""#, #"userName gt "mia""#, #"userName le "mib""#,
        #"userName ne "other""#, #"externalId eq "00u-17""#, #"externalId sw "00u""#, #"id eq "\#(someID)""#,
        #"name.familyName eq "keller""#, #"name.familyName lt "l""#, "name pr", "emails pr", "emails.value pr",
        "active eq true",
        "active ne false", #"emails eq "mia@example.com""#, #"emails.type eq "HOME""#,
        #"emails.value co "home.example""#,
        #"emails[type eq "work" and value eq "mia@example.com"]"#,
        #"emails[type eq "work"].value eq "mia@example.com""#,
        "emails[primary eq true]", #"emails[not (type eq "work")]"#, #"emails ne "mia@example.com""#,
        #"\#(enterprise):department eq "rail""#, #"\#(enterprise):manager.value eq "m-1""#,
        #"\#(enterprise):manager eq "m-1""#,
        #"\#(coreUser):userName sw "mia""#, #"schemas eq "\#(enterprise)""#, #"schemas eq "\#(coreUser)""#,
        #"meta.created eq "2025-03-01T09:00:00.123456+01:00""#, #"meta.created lt "2025-03-01T08:00:00.2Z""#,
        #"meta.lastModified gt "2025-03-02T10:29:59.999+01:00""#, #"meta.lastModified ge "2025-03-02T09:30:00.000Z""#,
        #"meta.resourceType eq "User""#, "nickName eq null", "displayName ne null", #"nickName ne "x""#,
        "not (nickName pr)",
        #"groups.value eq "\#(otherID)""#, #"groups.display eq "RAIL""#, #"addresses.locality eq "zu\u0308rich""#,
        #"addresses[locality sw "ZÜ"]"#, #"x509Certificates.value eq "MIIBAg==""#, #"title pr and not (userType pr)"#,
        #"profileUrl sw "https://people""#, #"title eq "x" or title eq "engineer" and active eq true"#,
    ])
    func `fits`(_ filter: String) throws {
        #expect(try holds(filter))
    }

    @Test(arguments: [
        #"userName eq "mia""#, #"externalId eq "00U-17""#, #"id eq "\#(someID.uppercased())""#, "active eq false",
        #"emails[type eq "home" and value eq "mia@example.com"]"#,
        #"emails[type eq "home"].value eq "mia@example.com""#,
        #"nickName eq "x""#, "nickName pr", #"nickName sw """#, #"nickName lt "z""#, "title eq null", "emails eq null",
        #"\#(enterprise):manager.value eq "M-1""#, #"\#(enterprise):costCenter pr"#, #"schemas eq "\#(coreGroup)""#,
        #"meta.created gt "2025-03-01T08:00:00.123456Z""#, #"meta.resourceType eq "user""#, "not (title pr)",
        #"(title eq "x" or title eq "engineer") and active eq false"#, #"emails.type eq "other""#, "groups eq \"x\"",
        #"x509Certificates.value eq "miibag==""#,
    ])
    func `does not fit`(_ filter: String) throws {
        #expect(try !holds(filter))
    }

    @Test(arguments: [
        "shoeSize pr", "name.nick pr", "emails[size pr]", #"name eq "x""#, #"addresses eq "x""#, "active gt true",
        "active sw true",
        #"active eq "true""#, #"active eq "yes""#, "active eq 1", "userName eq 1", "userName eq true",
        "userName gt null",
        #"x509Certificates.value gt "a""#, #"x509Certificates.value co "a""#, #"meta.created eq "yesterday""#,
        #"meta.created sw "2025""#, "meta.created eq 5", #"password eq "x""#, "password pr", #"urn:x:y:userName pr"#,
        "department pr", #"userName[value eq "x"]"#, enterprise + " pr", #"emails[emails.type eq "work"]"#,
    ])
    func `refuses what cannot be compared`(_ filter: String) throws {
        let parsed = try Filter(parsing: filter)
        #expect(
            refusal { () throws(ProvisioningError) in try Condition(parsed, on: .user, profile: .strict) }
                == "invalidFilter"
        )
    }

    @Test func `reads booleans in strings for the client that sends them`() throws {
        #expect(try holds(#"active eq "True""#, profile: .entra))
        #expect(try holds(#"emails[primary eq "True"].value eq "mia@example.com""#, profile: .entra))
        #expect(throws: ProvisioningError.self) { try holds(#"active eq "True""#, profile: .okta) }
    }

    @Test func `takes a user for active until it is said otherwise`() throws {
        let resource = try document(user([:]))
        let active = try Condition(try Filter(parsing: "active eq true"), on: .user, profile: .strict)
        #expect(resource["active"] == nil)
        #expect(active.holds(for: resource))
    }

    @Test func `compares names by their folded, composed form`() {
        #expect(SearchKey("JOSÉ").text == SearchKey("jose\u{301}").text)
        #expect(SearchKey("Ｍｉａ").text == "mia")
        #expect(SearchKey("ΣΑΣ").text == "σασ")
        #expect(SearchKey("\u{212A}im").text == "kim")
        #expect(SearchKey(SearchKey("İstanbul").text).text == SearchKey("İstanbul").text)
        #expect(SearchKey("straße").text != SearchKey("strasse").text)
    }
}

@Suite("Reading times")
struct DateTimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00", 0), ("1969-12-31T23:59:59.999999Z", -1),
        ("2000-02-29T12:00:00.5+02:00", 951_818_400_500_000), ("2011-05-13T04:42:34Z", 1_305_261_754_000_000),
        ("2025-01-01T00:00:00.1234567891Z", 1_735_689_600_123_456), ("2024-12-31T24:00:00Z", 1_735_689_600_000_000),
        ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("2025-01-01T05:30:00-14:00", 1_735_759_800_000_000),
    ])
    func `reads a time`(_ text: String, _ microseconds: Int64) {
        #expect(DateTime(parsing: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2025", "2025-01-01", "2025-1-01T00:00:00Z", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-01-01 00:00:00Z", "2025-01-01T25:00:00Z", "2025-01-01T24:00:01Z", "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:60Z",
        "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00+0100", "2025-01-01T00:00:00+15:00", "2025-01-01T00:00:00Zx",
        "0000-01-01T00:00:00Z", "٢٠٢٥-01-01T00:00:00Z", "2025-01-01t00:00:00z", "12025-01-01T00:00:00Z",
    ])
    func `refuses what is no time`(_ text: String) {
        #expect(DateTime(parsing: text) == nil)
    }
}
