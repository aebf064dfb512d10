import Postgres
import Testing

@Suite("SQL literals")
struct SQLTests {
    @Test func `binds what is interpolated`() {
        let name = "x'; drop table flow; --"
        let sql: SQL = "select * from flow where name = \(name) and id = \(7)"
        #expect(sql.text == "select * from flow where name = $1 and id = $2")
    }

    @Test func `binds a literal that is interpolated`() {
        let sql: SQL = "select \("text")"
        #expect(sql.text == "select $1")
    }

    @Test func `splices a part and numbers its values anew`() {
        let first: SQL = "a = \(1)"
        let second: SQL = "b = \(2) or b = \(3)"
        let sql: SQL = "select \(0) where \(first) and (\(second)) limit \(4)"
        #expect(sql.text == "select $1 where a = $2 and (b = $3 or b = $4) limit $5")
    }

    @Test func `joins parts`() {
        let parts: [SQL] = ["a = \(1)", "b = \(2)", "c is null"]
        #expect(SQL.join(parts, separator: " and ").text == "a = $1 and b = $2 and c is null")
        #expect(SQL.join([], separator: ", ").isEmpty)
    }

    @Test func `quotes names`() {
        let table: SQL.Identifier = "reeve.odd\"name"
        let sql: SQL = "select * from \(table)"
        #expect(sql.text == "select * from \"reeve\".\"odd\"\"name\"")
    }

    @Test func `adds parts one by one`() {
        var sql: SQL = "select 1"
        sql += " where x = \(1)"
        sql += " and y = \(2)"
        #expect(sql.text == "select 1 where x = $1 and y = $2")
    }
}
