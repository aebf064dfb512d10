public import JSON

/// A schema in the 2020-12 dialect of JSON Schema, checked once and then held against any number of values.
///
/// All keywords of the vocabularies core, applicator, unevaluated and validation are known but `$dynamicRef`,
/// `$dynamicAnchor` and `$vocabulary`, and `$id` below the root. `format` and the keywords for people are annotations, as
/// the dialect has it. References lead to places inside the schema only; nothing is ever fetched. Patterns are those of
/// PCRE2, under limits.
public struct JSONSchema: Sendable {
    /// The schemas by number, the root first.
    let nodes: [JSONSchemaNode]

    /// The schema as it was written.
    public let source: JSON

    /// Reads a schema.
    ///
    /// - Parameter source: The schema: an object, `true` or `false`.
    /// - Throws: `FieldErrors` with everything that is wrong with it, by the paths of its members.
    public init(_ source: JSON) throws(FieldErrors) {
        var compiler = JSONSchemaCompiler(source)
        nodes = try compiler.compile()
        self.source = source
    }

    /// Holds a value against the schema.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - path: The path of the value, which paths of problems begin with.
    /// - Returns: What is wrong with the value, at most a hundred problems; empty if it is valid. A check that takes too
    ///   many steps or nests too deep is a problem as well.
    public func problems(of value: JSON, path: String = "") -> FieldErrors {
        var evaluation = JSONSchemaEvaluation(self)
        _ = evaluation.check(0, value, at: path)
        return evaluation.problems
    }

    /// Whether a value is valid.
    ///
    /// - Parameter value: The value.
    /// - Returns: Whether nothing is wrong with it.
    public func accepts(_ value: JSON) -> Bool {
        problems(of: value).isEmpty
    }
}

extension JSONSchema: Hashable {
    /// Whether two schemas were written alike.
    public static func == (first: JSONSchema, second: JSONSchema) -> Bool {
        first.source == second.source
    }

    /// Feeds the source to a hasher.
    ///
    /// - Parameter hasher: The hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }
}
