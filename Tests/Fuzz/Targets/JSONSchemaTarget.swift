import Flows
import JSON

/// JSON Schema: a schema, a record separator, and a value.
///
/// Checks end, say the same each time, and agree on what is not: a schema accepts a value if and only if `not` of it does
/// not, and if and only if two of it do.
let jsonSchemaTarget = FuzzTarget(name: "json-schema") { input in
    let parts = input.parts(separatedBy: 0x1E, most: 2)
    let limits = JSONLimits(maximumBytes: 1 << 14, maximumDepth: 32, maximumValues: 500)
    guard let source = read({ () throws(JSONError) in try JSON(parsing: parts[0], limits: limits) }),
        let schema = read({ () throws(FieldErrors) in try JSONSchema(source) })
    else { return }
    let value = parts.count > 1 ? read { () throws(JSONError) in try JSON(parsing: parts[1], limits: limits) } : nil
    let problems = schema.problems(of: value ?? .null)
    try claim(schema.problems(of: value ?? .null) == problems, "a value is judged in two ways")
    try claim(problems.errors.count <= 100, "there are more problems than are told")
    // References lead from the root, which is another one inside; exhausted checks decide nothing.
    guard !source.text.contains("$"), !problems.description.contains("too many steps") else { return }
    let isAccepted = problems.isEmpty
    if let not = read({ () throws(FieldErrors) in try JSONSchema(["not": source]) }) {
        try claim(not.accepts(value ?? .null) != isAccepted, "a value is accepted by a schema and by its opposite")
    }
    if let both = read({ () throws(FieldErrors) in try JSONSchema(["allOf": [source, source]]) }) {
        try claim(both.accepts(value ?? .null) == isAccepted, "a value is judged differently the second time")
    }
}
