import Expressions
import JSON

extension JobContext {
    /// Puts files into a directory.
    ///
    /// - Parameters:
    ///   - files: Contents by name.
    ///   - property: The property that they are of, for what is said if it cannot be done.
    ///   - directory: The directory.
    /// - Throws: `TaskFailure` that names the property.
    func write(
        _ files: ExpressionMap,
        of property: String,
        into directory: WorkingDirectory
    ) async throws(TaskFailure) {
        var paths: [RelativePath] = []
        for file in files.members {
            guard let path = RelativePath(file.name) else {
                throw .failed(
                    "`\(property)`: expected a path within the working directory, found `\(file.name.excerpt)`"
                )
            }
            paths.append(path)
        }
        let contents = try await evaluate(property) { (_) throws(ExpressionError) in
            var contents: [[UInt8]] = []
            for file in files.members {
                contents.append(Array(try file.value.rendered().string.utf8))
            }
            return contents
        }
        if let stored = contents.firstIndex(where: { $0.starts(with: "kestra://".utf8) }) {
            throw .failed("`\(property)`: `\(files.members[stored].name.excerpt)` is in a storage, and there is none")
        }
        do {
            try await evaluator.perform { [paths] in
                for (path, bytes) in zip(paths, contents) { try directory.write(bytes, to: path) }
            }
        } catch let error as DirectoryError {
            throw .failed("`\(property)`: \(error)")
        } catch {
            throw .ended
        }
    }
}
