import Flows
import Terminal

/// A declaration of a flow in a file, or on standard input.
struct FlowFile: Sendable {
    /// The path as it was given, or found in a folder.
    let path: String
    let source: [UInt8]
    let reading: FlowReading

    /// Problems that only all files together show.
    var problems: [FlowProblem] = []

    /// The longest declaration that is read; the server takes no longer one.
    private static let limit = 1 << 20

    /// What stands for standard input.
    private static let standardInput = "-"

    /// Everything that is wrong, in the order of the lines.
    var allProblems: [FlowProblem] {
        (reading.problems + problems).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// The namespace and the identifier that the file declares, as far as they could be read.
    var name: (namespace: String, id: String)? {
        guard let namespace = reading.namespace, let id = reading.id else { return nil }
        return (namespace, id)
    }

    /// The declaration as text.
    var text: String { String(decoding: source, as: UTF8.self) }

    /// Reads the files that arguments name: files, the YAML files of folders, `-` for standard input.
    ///
    /// - Throws: `CommandFailure` when something cannot be read, and when there is no file.
    static func read(_ arguments: [String]) throws(CommandFailure) -> [FlowFile] {
        let reader = FlowReader()
        var files: [FlowFile] = []
        for argument in arguments {
            if argument == standardInput {
                let source = Array(try InputHandle.standardInput(limit: limit).utf8)
                files.append(FlowFile(path: "<stdin>", source: source, reading: reader.read(source)))
                continue
            }
            let isFolder = FileTreeHandle.isFolder(argument)
            let paths = isFolder ? try FileTreeHandle.files(in: argument, where: \.isYAML) : [argument]
            for path in paths {
                let source = try InputHandle.bytes(of: path, limit: limit)
                files.append(FlowFile(path: path, source: source, reading: reader.read(source)))
            }
        }
        guard !files.isEmpty else {
            throw CommandFailure(.data, "there is no file that ends in `.yaml` or `.yml`")
        }
        return marked(files)
    }

    /// The files, with a problem where one declares what an earlier one does.
    private static func marked(_ files: [FlowFile]) -> [FlowFile] {
        var files = files
        var paths: [String: String] = [:]
        for index in files.indices {
            guard let (namespace, id) = files[index].name else { continue }
            // Neither part has a slash.
            guard let earlier = paths.updateValue(files[index].path, forKey: "\(namespace)/\(id)") else { continue }
            let message = "the flow `\(id)` of `\(namespace)` is declared by `\(earlier)` as well"
            files[index].problems.append(
                FlowProblem(path: "id", line: 1, column: 1, rule: .duplicate, message: message)
            )
        }
        return files
    }
}

extension String {
    fileprivate var isYAML: Bool { hasSuffix(".yaml") || hasSuffix(".yml") }
}
