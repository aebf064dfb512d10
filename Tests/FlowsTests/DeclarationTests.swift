import JSON
import Testing
import YAML

@testable import Flows

@Suite("Reading parts of declarations")
struct DeclarationTests {
    private func declaration(_ text: String) throws -> Declaration {
        Declaration(try #require(try YAML.nodes(Array(text.utf8)).first))
    }

    @Test func `names path, line and column of what has another type`() throws {
        var problems = FlowProblems()
        var members = try #require(try declaration("a: 1\nretry:\n  max: [x]\n").members(&problems))
        var retry = try #require(members.member("retry")?.members(&problems))
        #expect(retry.member("max")?.integer(in: 1...9, &problems) == nil)
        #expect(
            problems.list.map(\.description) == [
                "line 3, column 8: `retry.max`: expected a whole number, found a list"
            ]
        )
    }

    @Test func `proposes a name for an unknown property`() throws {
        var problems = FlowProblems()
        var members = try #require(try declaration("intervall: PT1S\n").members(&problems))
        #expect(members.text("interval", &problems) == nil)
        members.finish(&problems)
        #expect(
            problems.list.map(\.description) == [
                "line 1, column 1: `intervall`: unknown property `intervall`; did you mean `interval`?"
            ]
        )
    }

    @Test func `takes a former name and warns of it`() throws {
        var problems = FlowProblems()
        var members = try #require(try declaration("runIf: x\n").members(&problems))
        #expect(members.member("when", formerly: "runIf", problems: &problems)?.text(&problems) == "x")
        members.finish(&problems)
        #expect(problems.list.map(\.severity) == [.warning])
        #expect(problems.allowUse)
    }

    @Test func `refuses a name beside its former name`() throws {
        var problems = FlowProblems()
        var members = try #require(try declaration("runIf: x\nwhen: y\n").members(&problems))
        #expect(members.member("when", formerly: "runIf", problems: &problems)?.text(&problems) == "y")
        #expect(problems.list.map(\.rule) == [.combination])
    }

    @Test(arguments: ["a: ", "a: ~", "a: null", "b: 1"]) func `passes over null`(_ text: String) throws {
        var problems = FlowProblems()
        var members = try #require(try declaration(text).members(&problems))
        #expect(members.member("a") == nil)
        #expect(problems.list.isEmpty)
    }

    @Test func `takes numbers and booleans for text as they were written`() throws {
        var problems = FlowProblems()
        let texts = try declaration("[1.10, true, 0x1F, '~', x]").texts(&problems)
        #expect(texts == ["1.10", "true", "0x1F", "~", "x"])
        #expect(problems.list.isEmpty)
    }

    @Test func `tells a hundred errors and that there are more`() throws {
        var problems = FlowProblems()
        let list = "[" + String(repeating: "[],", count: 300) + "]"
        #expect(try declaration(list).texts(&problems) == nil)
        #expect(problems.list.count == 101)
        #expect(problems.errorCount == 300)
        #expect(problems.list.last?.rule == .limit)
    }

    @Test func `quotes names that are no words in paths`() throws {
        var problems = FlowProblems()
        let entries = try #require(try declaration("{a b: 1, x.y: 1, ok: 1}").entries(&problems))
        #expect(entries.map(\.value.path) == ["[\"a b\"]", "[\"x.y\"]", "ok"])
    }
}
