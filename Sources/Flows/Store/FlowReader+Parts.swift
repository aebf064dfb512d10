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
