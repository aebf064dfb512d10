import Postgres
import Testbed
import Testing

@Suite("The catalogue of a migrated database", .database)
struct CatalogueTests {
    let database: Database

    init() async throws { database = try await DatabaseTrait.asSuperuser() }

    @Test func `holds nothing that weakens row security`() async throws {
        for check in CatalogueCheck.all {
            let found = try await database.transaction { tx in try await check.findings(in: tx) }
            #expect(found == [], "\(check.name)")
        }
        await database.close()
    }

    @Test func `shows every planted fault`() async throws {
        for fault in PlantedFault.all {
            // Undone at the end: roles are the whole server's, and other tests run beside this one.
            let found = try await database.undone { tx in
                for statement in fault.statements { try await tx.execute(statement) }
                return try await fault.check.findings(in: tx)
            }
            #expect(!found.isEmpty, "\(fault.check.name): \(fault.statements)")
        }
        await database.close()
    }

    @Test func `has a planted fault for every check`() async {
        let planted = Set(PlantedFault.all.map(\.check.name))
        #expect(CatalogueCheck.all.map(\.name).filter { !planted.contains($0) } == [])
        await database.close()
    }
}

extension CatalogueCheck {
    /// What is wrong.
    func findings(in tx: borrowing Transaction) async throws(DatabaseError) -> [String] {
        var found: [String] = []
        for row in try await tx.query(sql) { found.append(try row.decode(0)) }
        return found
    }
}
