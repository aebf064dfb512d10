public import JSON
import YAML

extension FlowReader {
    /// What is wrong with a task that stands alone.
    ///
    /// - Parameter source: The task, as a document of YAML.
    /// - Returns: The problems, none if it can be used.
    public func problems(ofTask source: [UInt8]) -> [FlowProblem] {
        problems(of: source) { decoder, declaration in _ = decoder.task(declaration) }
    }

    /// What is wrong with a trigger that stands alone.
    ///
    /// - Parameter source: The trigger, as a document of YAML.
    /// - Returns: The problems, none if it can be used.
    public func problems(ofTrigger source: [UInt8]) -> [FlowProblem] {
        problems(of: source) { decoder, declaration in _ = decoder.trigger(declaration) }
    }

    /// The inputs that a property of a task declares, such as those of a pause that is resumed.
    ///
    /// - Parameter declarations: The list of declarations, as the property holds it.
    /// - Returns: The inputs; none if it cannot be read, which a flow that is kept cannot have.
    public func inputs(_ declarations: JSON) -> [InputDeclaration] {
        // What is JSON is YAML.
        guard let documents = try? YAML.nodes(declarations.serialized(), limits: limits), documents.count == 1 else {
            return []
        }
        var decoder = FlowDecoder(registry, source: "")
        let inputs = decoder.inputs(Declaration(documents[0]))
        return decoder.problems.allowUse ? inputs : []
    }

    private func problems(
        of source: [UInt8],
        _ decode: (inout FlowDecoder, Declaration) -> Void
    ) -> [FlowProblem] {
        do throws(YAMLError) {
            let documents = try YAML.nodes(source, limits: limits)
            guard documents.count == 1 else {
                throw YAMLError("expected one document, found \(documents.count)", at: YAMLMark(line: 1, column: 1))
            }
            var decoder = FlowDecoder(registry, source: String(decoding: source, as: UTF8.self))
            decode(&decoder, Declaration(documents[0]))
            return decoder.problems.list
        } catch {
            return [FlowProblem(error)]
        }
    }
}
