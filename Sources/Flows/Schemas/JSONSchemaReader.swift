import Expressions
import JSON

/// Reads the keywords of one schema.
struct JSONSchemaReader {
    /// Reads a schema inside this one and answers its number.
    typealias Inner = (JSON, JSONPointer, String) -> Int

    private let object: JSONObject
    private let pointer: JSONPointer
    private let path: String
    private let isRoot: Bool

    private(set) var errors = FieldErrors()
    private(set) var reference: String?
    private(set) var anchor: String?

    init(_ object: JSONObject, _ pointer: JSONPointer, _ path: String, isRoot: Bool) {
        (self.object, self.pointer, self.path, self.isRoot) = (object, pointer, path, isRoot)
    }

    mutating func read(_ node: inout JSONSchemaNode, inner: Inner) {
        readCore(inner)
        readTypes(&node)
        readNumbers(&node)
        readText(&node)
        readArrays(&node, inner)
        readObjects(&node, inner)
        readCombinations(&node, inner)
    }

    private mutating func readCore(_ inner: Inner) {
        if let dialect = text("$schema"),
            ![JSONSchemaCompiler.dialect, JSONSchemaCompiler.dialect + "#"].contains(dialect)
        {
            refuse("$schema", "expected the dialect `\(JSONSchemaCompiler.dialect)`, found `\(dialect.excerpt)`")
        }
        for name in ["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary"]
        where object[name] != nil {
            refuse(name, "is not supported; use `$ref` and `$anchor`")
        }
        if !isRoot, object["$id"] != nil { refuse("$id", "is supported at the root only") }
        _ = text("$id")
        reference = text("$ref")
        anchor = text("$anchor")
        for name in ["$defs", "definitions"] {
            _ = schemas(name, inner)
        }
    }

    private mutating func readTypes(_ node: inout JSONSchemaNode) {
        switch object["type"] {
        case nil: break
        case .string(let name)?: node.kinds = kind(name).map { [$0] }
        case .array(let names)?:
            node.kinds = names.compactMap { json in
                guard let name = json.string else {
                    refuse("type", "expected names of types, found \(json.kind)")
                    return nil
                }
                return kind(name)
            }
        case let other?: refuse("type", "expected the name of a type or a list of them, found \(other.kind)")
        }
        if let values = object["enum"] {
            node.values = values.array
            if values.array == nil { refuse("enum", "expected a list of values, found \(values.kind)") }
        }
        node.constantValue = object["const"]
    }

    private mutating func kind(_ name: String) -> JSONSchemaNode.Kind? {
        if let kind = JSONSchemaNode.Kind(rawValue: name) { return kind }
        let names = JSONSchemaNode.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        refuse("type", "expected one of \(names), found `\(name.excerpt)`")
        return nil
    }

    private mutating func readNumbers(_ node: inout JSONSchemaNode) {
        if let divisor = number("multipleOf") {
            node.multipleOf = object["multipleOf"]
            if !(divisor > 0) { refuse("multipleOf", "expected a number above 0, found `\(divisor)`") }
        }
        node.minimum = number("minimum")
        node.maximum = number("maximum")
        node.exclusiveMinimum = number("exclusiveMinimum")
        node.exclusiveMaximum = number("exclusiveMaximum")
    }

    private mutating func readText(_ node: inout JSONSchemaNode) {
        node.minimumLength = count("minLength")
        node.maximumLength = count("maxLength")
        if let text = text("pattern") { node.pattern = pattern(text, "pattern") }
    }

    private mutating func readArrays(_ node: inout JSONSchemaNode, _ inner: Inner) {
        node.prefixItems = list("prefixItems", inner)
        if case .array? = object["items"] {
            refuse("items", "expected a schema, found an array; schemas by position are `prefixItems`")
        } else {
            node.items = schema("items", inner)
        }
        node.contains = schema("contains", inner)
        node.minimumContains = count("minContains")
        node.maximumContains = count("maxContains")
        node.minimumItems = count("minItems")
        node.maximumItems = count("maxItems")
        node.unevaluatedItems = schema("unevaluatedItems", inner)
        if let unique = object["uniqueItems"] {
            node.hasUniqueItems = unique.bool ?? false
            if unique.bool == nil { refuse("uniqueItems", "expected a boolean, found \(unique.kind)") }
        }
    }

    private mutating func readObjects(_ node: inout JSONSchemaNode, _ inner: Inner) {
        node.properties = schemas("properties", inner)
        for (name, schema) in schemas("patternProperties", inner) {
            guard let pattern = pattern(name, "patternProperties") else { continue }
            node.patternProperties.append(JSONSchemaNode.Matched(pattern: pattern, schema: schema))
        }
        node.additionalProperties = schema("additionalProperties", inner)
        node.unevaluatedProperties = schema("unevaluatedProperties", inner)
        node.propertyNames = schema("propertyNames", inner)
        node.minimumProperties = count("minProperties")
        node.maximumProperties = count("maxProperties")
        if let names = object["required"] { node.required = self.names(names, "required") }
        node.dependentSchemas = schemas("dependentSchemas", inner)
        guard let dependent = object["dependentRequired"] else { return }
        guard let members = dependent.object else {
            return refuse("dependentRequired", "expected an object, found \(dependent.kind)")
        }
        node.dependentRequired = members.members.map { ($0.name, names($0.value, "dependentRequired")) }
    }

    private mutating func readCombinations(_ node: inout JSONSchemaNode, _ inner: Inner) {
        node.allOf = list("allOf", inner)
        node.anyOf = list("anyOf", inner)
        node.oneOf = list("oneOf", inner)
        node.not = schema("not", inner)
        node.condition = schema("if", inner)
        node.then = schema("then", inner)
        node.otherwise = schema("else", inner)
    }

    private mutating func refuse(_ name: String, _ message: String) {
        errors.append(path.member(name), message)
    }

    private mutating func text(_ name: String) -> String? {
        guard let json = object[name] else { return nil }
        guard let text = json.string else {
            refuse(name, "expected a string, found \(json.kind)")
            return nil
        }
        return text
    }

    private mutating func number(_ name: String) -> Double? {
        guard let json = object[name] else { return nil }
        guard let number = json.number, number.isFinite else {
            refuse(name, "expected a number, found \(json.kind)")
            return nil
        }
        return number
    }

    private mutating func count(_ name: String) -> Int? {
        guard let json = object[name] else { return nil }
        guard let number = json.integer, number >= 0 else {
            refuse(name, "expected a whole number of at least 0, found \(json.number.map { "`\($0)`" } ?? json.kind)")
            return nil
        }
        return Int(number)
    }

    private mutating func pattern(_ text: String, _ name: String) -> TextPattern? {
        do throws(ExpressionError) {
            return try TextPattern(text)
        } catch {
            refuse(name, error.description)
            return nil
        }
    }

    private mutating func names(_ json: JSON, _ keyword: String) -> [String] {
        let names = json.array?.compactMap(\.string)
        guard let names, names.count == json.array?.count else {
            refuse(keyword, "expected a list of names, found \(json.array == nil ? json.kind : "other values in it")")
            return []
        }
        return names
    }

    private func schema(_ name: String, _ inner: Inner) -> Int? {
        object[name].map { inner($0, pointer.appending(name), path.member(name)) }
    }

    private mutating func list(_ name: String, _ inner: Inner) -> [Int] {
        guard let json = object[name] else { return [] }
        guard let elements = json.array, !elements.isEmpty else {
            refuse(name, "expected a list of schemas, found \(json.array == nil ? json.kind : "an empty one")")
            return []
        }
        let pointer = pointer.appending(name)
        return elements.enumerated().map { inner($1, pointer.appending("\($0)"), path.member(name).element($0)) }
    }

    private mutating func schemas(_ name: String, _ inner: Inner) -> [(name: String, schema: Int)] {
        guard let json = object[name] else { return [] }
        guard let members = json.object else {
            refuse(name, "expected schemas by name, found \(json.kind)")
            return []
        }
        let pointer = pointer.appending(name)
        return members.members.map { member in
            (member.name, inner(member.value, pointer.appending(member.name), path.member(name).member(member.name)))
        }
    }
}
