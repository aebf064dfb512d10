import Testing

@testable import Flows

@Suite("Cron expressions")
struct CronExpressionTests {
    private func values(_ field: CronExpression.Field) -> [Int] { (0..<64).filter { field.contains($0) } }

    @Test func `reads lists, ranges, steps and names`() throws {
        let cron = try CronExpression(parsing: "0,30 */6 1-10/3 JAN-MAR mon,7")
        #expect(values(cron.seconds) == [0])
        #expect(values(cron.minutes) == [0, 30])
        #expect(values(cron.hours) == [0, 6, 12, 18])
        #expect(values(cron.daysOfMonth) == [1, 4, 7, 10])
        #expect(values(cron.months) == [1, 2, 3])
        #expect(values(cron.daysOfWeek) == [0, 1])
    }

    @Test(arguments: ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"])
    func `reads nicknames`(_ text: String) throws {
        #expect(values(try CronExpression(parsing: text, withSeconds: true).minutes) == [0])
    }

    @Test(arguments: [
        "", "*", "* * * *", "* * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *",
        "* * * * 8", "5-1 * * * *", "*/0 * * * *", "*/x * * * *", "1,,2 * * * *", "a * * * *", "-1 * * * *",
        "1-2-3 * * * *", "+1 * * * *", "@never", "* * * FOO *", "٣ * * * *", "? * * * *",
    ]) func `refuses`(_ text: String) {
        #expect(throws: FlowValueError.self) { try CronExpression(parsing: text) }
    }

    @Test func `has seconds only where they are asked for`() throws {
        #expect(values(try CronExpression(parsing: "*/20 * * * * *", withSeconds: true).seconds) == [0, 20, 40])
        #expect(throws: FlowValueError.self) { try CronExpression(parsing: "* * * * * *", withSeconds: false) }
        #expect(throws: FlowValueError.self) { try CronExpression(parsing: "* * * * *", withSeconds: true) }
    }
}
