import JSON
import Testing

@testable import Flows

@Suite("The flow corpus", .enabled(if: Corpus.shared != nil, Comment(rawValue: Corpus.absence)))
struct CorpusTests {
    private let corpus: Corpus

    init() throws {
        corpus = try #require(Corpus.shared)
    }

    @Test(arguments: Corpus.shared?.accepted ?? []) func `is accepted`(_ file: String) throws {
        let source = try corpus.source(file)
        let reading = FlowReader().read(source)
        #expect(reading.errors.map(\.description) == [])
        #expect(reading.flow.map { Array($0.source.utf8) } == source)
    }

    @Test(arguments: Corpus.shared?.refused.map(\.file) ?? []) func `is refused`(_ file: String) throws {
        let words = try #require(corpus.refused.first { $0.file == file }).words
        let reading = FlowReader().read(try corpus.source(file))
        #expect(reading.flow == nil)
        let text = reading.errors.map(\.description).joined(separator: "\n").lowercased()
        for word in words {
            #expect(text.contains(word.lowercased()), "no `\(word)` in \(text)")
        }
        #expect(reading.errors.allSatisfy { $0.line >= 1 && $0.column >= 1 })
    }

    @Test func `has as many nodes, edges and clusters as expected`() throws {
        var count = 0
        for example in corpus.graphs {
            let flows = try flows(of: example)
            for step in example["steps"]?.array ?? [] {
                guard let graph = step["graph"], graph["flow"]?.string != nil, let expected = step["expect"] else {
                    continue
                }
                let drawn = try draw(graph, flows)
                let found: JSON = [
                    "nodes": JSON(drawn.nodes.count), "edges": JSON(drawn.edges.count),
                    "clusters": JSON(drawn.clusters.count),
                ]
                #expect(found == expected, "\(example["id"] ?? nil)")
                count += 1
            }
        }
        #expect(count == 7)
    }

    @Test func `tells which task cannot be drawn as its flow`() throws {
        let flow = try #require(FlowReader().read(try corpus.source("valids/task-flow-dynamic.yaml")).flow)
        #expect(throws: FlowGraphError.dynamicCall(try #require(FlowTask.ID("launch")))) {
            try FlowGraph.call(at: "root.launch", in: flow)
        }
    }

    private func flows(of example: JSON) throws -> [String: Flow] {
        let files = [example["file"]?.string].compactMap { $0 } + (example["with"]?.array ?? []).compactMap(\.string)
        var flows: [String: Flow] = [:]
        for file in files {
            let flow = try #require(FlowReader().read(try corpus.source(file)).flow)
            flows["\(flow.namespace)/\(flow.id)"] = flow
        }
        return flows
    }

    private func draw(_ graph: JSON, _ flows: [String: Flow]) throws -> FlowGraph {
        let flow = try #require(flows[graph["flow"]?.string ?? ""])
        var subflows: [String: Flow] = [:]
        for uid in graph["subflows"]?.array?.compactMap(\.string) ?? [] {
            let call = try FlowGraph.call(at: uid, in: flow, subflows: subflows)
            subflows[uid] = flows["\(call.namespace)/\(call.flowID)"]
        }
        return FlowGraph(of: flow, subflows: subflows)
    }
}
