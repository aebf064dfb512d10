import Flows
import JSON

/// Problems of files in the Static Analysis Results Interchange Format, version 2.1.0.
struct SARIFLog {
    private let files: [FlowFile]

    init(_ files: [FlowFile]) {
        self.files = files
    }

    /// The log: one run of one tool.
    var json: JSON {
        [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver],
                    "columnKind": "unicodeCodePoints",
                    "artifacts": .array(files.map { ["location": location(of: $0), "length": JSON($0.source.count)] }),
                    "results": .array(files.enumerated().flatMap(results)),
                ]
            ],
        ]
    }

    private var driver: JSON {
        [
            "name": "reeve", "version": .string(Reeve.version), "semanticVersion": .string(Reeve.version),
            "rules": .array(
                FlowRule.allCases.map { rule in
                    ["id": .string(rule.rawValue), "shortDescription": ["text": .string(rule.summary)]]
                }
            ),
        ]
    }

    private func results(_ index: Int, _ file: FlowFile) -> [JSON] {
        file.allProblems.map { problem in
            var place: JSONObject = [
                "physicalLocation": [
                    "artifactLocation": location(of: file, index),
                    "region": ["startLine": JSON(problem.line), "startColumn": JSON(problem.column)],
                ]
            ]
            if !problem.path.isEmpty {
                place["logicalLocations"] = [["fullyQualifiedName": .string(problem.path)]]
            }
            return [
                "ruleId": .string(problem.rule.rawValue),
                "ruleIndex": JSON(FlowRule.allCases.firstIndex(of: problem.rule) ?? -1),
                "level": .string(problem.severity.rawValue),
                "message": ["text": .string(problem.sentence)],
                "locations": [.object(place)],
            ]
        }
    }

    /// Where a file is: a path is relative to where the command runs, which is the root of the sources in pipelines.
    private func location(of file: FlowFile, _ index: Int? = nil) -> JSON {
        var path = file.path
        while path.hasPrefix("./") { path.removeFirst(2) }
        let encoded = path.split(separator: "/", omittingEmptySubsequences: false).map(\.encoded).joined(separator: "/")
        var location: JSONObject =
            path.hasPrefix("/")
            ? ["uri": .string("file://" + encoded)] : ["uri": .string(encoded), "uriBaseId": "%SRCROOT%"]
        location["index"] = index.map { JSON($0) }
        return .object(location)
    }
}

extension Substring {
    /// The part of a path as part of a URI; `..` stays what it is.
    fileprivate var encoded: String { self == ".." ? ".." : String(self).percentEncoded }
}
