import Foundation

/// Writes a Swift file that holds the text of every `.sql` and `.yaml` file under some folders.
///
/// Arguments: the file to write, the root that the paths are relative to, and the folders.
@main
struct EmbedFiles {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3, let output = arguments.first, let root = arguments.dropFirst().first else {
            FileHandle.standardError.write(Data("usage: embed-files OUTPUT ROOT FOLDER...\n".utf8))
            exit(64)
        }
        var lines = [
            "/// The embedded files: path from the package's root, and text.",
            "let embeddedFiles: [(path: String, text: String)] = [",
        ]
        for path in try arguments.dropFirst(2).flatMap({ try paths(in: $0, root: root) }).sorted() {
            let text = try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
            lines.append("    (\(literal(path)), \(literal(text))),")
        }
        lines.append("]")
        try (lines.joined(separator: "\n") + "\n").write(toFile: output, atomically: true, encoding: .utf8)
    }

    static func paths(in folder: String, root: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
            .filter { $0.hasSuffix(".sql") || $0.hasSuffix(".yaml") }
            .map { "\(folder)/\($0)" }
    }

    /// A Swift string literal of a text, whatever characters it holds.
    static func literal(_ text: String) -> String {
        let body = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\"": "\\\""
            case "\\": "\\\\"
            default: scalar.isASCII && scalar.value >= 32 ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return "\"\(body.joined())\""
    }
}
