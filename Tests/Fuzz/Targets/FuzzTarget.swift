/// Something of the project that reads what others write, and what has to hold whatever it is given.
struct FuzzTarget: Sendable {
    /// The name on the command line, and of the folders of its inputs.
    let name: String
    /// Reads one input, and throws if a claim does not hold; a trap is a finding too.
    let check: @Sendable ([UInt8]) throws -> Void

    /// All targets.
    static let all: [FuzzTarget] = [
        addressTarget, archiveTarget, auditTarget, cookieTarget, encodingTarget, expressionTarget, fieldTarget,
        flowTarget,
        http2Target, httpTarget, inputsTarget, jsonTarget, jsonPatchTarget, jsonSchemaTarget, multipartTarget,
        nameTarget, queryTarget, queryFilterTarget, scimFilterTarget,
        scimPatchTarget, scimPathTarget, settingTarget, timeTarget, tokenTarget, yamlTarget,
    ]
}

/// A claim that does not hold.
struct Finding: Error, CustomStringConvertible {
    let description: String
}

/// Throws a finding unless a claim holds.
func claim(_ holds: Bool, _ claim: @autoclosure () -> String) throws(Finding) {
    guard holds else { throw Finding(description: claim()) }
}

/// What a reader makes of an input, or nothing where it refuses it.
func read<Value, Failure: Error>(_ body: () throws(Failure) -> Value) -> Value? {
    try? body()
}

extension [UInt8] {
    /// The bytes as text, repaired where they are not UTF-8.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// The parts between bytes of a value, at most so many.
    func parts(separatedBy separator: UInt8, most: Int = .max) -> [[UInt8]] {
        split(separator: separator, maxSplits: most - 1, omittingEmptySubsequences: false).map(Array.init)
    }
}

extension String {
    /// The bytes, which unlike `==` tell canonical equivalents apart.
    var bytes: [UInt8] { Array(utf8) }
}
