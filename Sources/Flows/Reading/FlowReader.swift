import JSON
import YAML

/// Reads declarations of flows.
///
/// A reader is a value: it knows the types of tasks and the bounds, and keeps nothing of what it read.
public struct FlowReader: Sendable {
    /// What a document may ask of the reader.
    let limits: YAMLLimits

    /// The types that declarations may use.
    let registry = PluginRegistry.core

    /// Makes a reader.
    ///
    /// - Parameter maximumBytes: The greatest length of a declaration in bytes.
    public init(maximumBytes: Int = 1 << 20) {
        limits = YAMLLimits(maximumBytes: maximumBytes, maximumDepth: 64, maximumNodes: 100_000)
    }

    /// Reads a declaration, which is one document of YAML.
    ///
    /// - Parameter source: The declaration.
    /// - Returns: The flow, or everything that is wrong with it, as far as it could be read.
    public func read(_ source: [UInt8]) -> FlowReading {
        do throws(YAMLError) {
            let documents = try YAML.nodes(source, limits: limits)
            guard documents.count <= 1 else {
                throw YAMLError("expected one document, found another", at: documents[1].mark)
            }
            guard let document = documents.first else {
                throw YAMLError("expected a flow, found nothing", at: YAMLMark(line: 1, column: 1))
            }
            return read(document, source: source)
        } catch {
            return FlowReading(problems: [FlowProblem(error)])
        }
    }

    private func read(_ document: YAMLNode, source: [UInt8]) -> FlowReading {
        var decoder = FlowDecoder(registry, source: String(decoding: source, as: UTF8.self))
        let flow = decoder.flow(Declaration(document))
        return FlowReading(
            flow: decoder.problems.allowUse ? flow : nil,
            problems: decoder.problems.list,
            namespace: decoder.writtenNamespace,
            id: decoder.writtenID
        )
    }
}

extension FlowProblem {
    /// What a reader of YAML complains of.
    init(_ error: YAMLError) {
        self.init(
            path: "",
            line: error.line,
            column: error.column,
            rule: error.kind == .limit ? .limit : .yaml,
            message: error.reason
        )
    }
}
