import Flows
import JSON
import Terminal

/// What is wrong with files of flows, as it is written for people and programs.
struct FlowReport {
    /// How a report is written.
    enum Format: String, CaseIterable {
        /// A line for each problem, as compilers write them.
        case text
        /// An array of objects, one for each file.
        case json
        /// SARIF 2.1.0, as code hosts show it beside the lines.
        case sarif

        /// The format that an invocation asks for.
        init(_ invocation: Invocation) {
            self = invocation.text("output").flatMap { Format(rawValue: $0) } ?? .text
        }

        /// Stands in for the option that every command has.
        static let option = CommandOption.choice(
            "output",
            of: allCases.map(\.rawValue),
            short: "o",
            environment: "REEVE_OUTPUT",
            default: Format.text.rawValue,
            "Write the report as text for people, as JSON, or as SARIF for code hosts"
        )
    }

    private let files: [FlowFile]

    init(_ files: [FlowFile]) {
        self.files = files
    }

    /// How many problems of a severity there are.
    func count(_ severity: FlowProblem.Severity) -> Int {
        files.reduce(0) { $0 + $1.allProblems.count { $0.severity == severity } }
    }

    /// The report in a format.
    func text(_ format: Format) -> String {
        switch format {
        case .text: lines
        case .json: json.indentedText + "\n"
        case .sarif: SARIFLog(files).json.indentedText + "\n"
        }
    }

    /// The number of files and problems, in a sentence.
    var summary: String {
        let (errors, warnings) = (count(.error), count(.warning))
        return "\(files.count.of("file")): \(errors.of("error")), \(warnings.of("warning"))"
    }

    private var lines: String {
        files.flatMap { file in
            file.allProblems.map { problem in
                let place = "\(file.path.printable):\(problem.line):\(problem.column)"
                return
                    "\(place): \(problem.severity.rawValue): \(problem.sentence.printable) [\(problem.rule.rawValue)]\n"
            }
        }.joined()
    }

    private var json: JSON {
        .array(
            files.map { file in
                [
                    "file": .string(file.path), "namespace": JSON(file.reading.namespace), "id": JSON(file.reading.id),
                    "problems": .array(file.allProblems.map(\.json)),
                ]
            }
        )
    }
}

extension FlowProblem {
    fileprivate var json: JSON {
        [
            "line": JSON(line), "column": JSON(column), "severity": .string(severity.rawValue),
            "rule": .string(rule.rawValue), "path": .string(path), "message": .string(message),
        ]
    }
}

extension Int {
    /// The number with a noun, as in `1 file` and `2 files`.
    func of(_ noun: String) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(noun)s"
    }
}
