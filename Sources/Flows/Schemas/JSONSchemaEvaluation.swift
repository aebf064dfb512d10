import Expressions
import JSON

/// One value being held against a schema, within limits.
struct JSONSchemaEvaluation {
    private let nodes: [JSONSchemaNode]
    private(set) var problems = FieldErrors()

    /// Problems are counted and not told below what only decides.
    private var silence = 0
    private var steps = 0
    private var depth = 0
    private var isExhausted = false

    private static let stepLimit = 1_000_000
    private static let depthLimit = 192

    /// Which members and elements of a value schemas have looked at.
    struct Seen {
        var names: Set<ExactName> = []
        var positions: Set<Int> = []

        mutating func formUnion(_ other: Seen) {
            names.formUnion(other.names)
            positions.formUnion(other.positions)
        }
    }

    init(_ schema: JSONSchema) {
        nodes = schema.nodes
    }

    /// Holds a value against a schema; what the schema looked at, `nil` if the value is not valid.
    mutating func check(_ number: Int, _ value: JSON, at path: String) -> Seen? {
        guard !isExhausted else { return nil }
        depth += 1
        steps += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit, steps <= Self.stepLimit else {
            exhaust(path)
            return nil
        }
        let node = nodes[number]
        if let constant = node.constant {
            return constant ? Seen() : refuse(path, "nothing is accepted here")
        }
        var seen = Seen()
        var isValid = checkValue(node, value, path)
        if !combine(node, value, path, &seen) { isValid = false }
        switch value {
        case .object(let object):
            if !checkObject(node, object, path, &seen) { isValid = false }
        case .array(let elements):
            if !checkArray(node, elements, path, &seen) { isValid = false }
        default:
            break
        }
        return isValid && !isExhausted ? seen : nil
    }

    private mutating func exhaust(_ path: String) {
        isExhausted = true
        silence = 0
        problems.append(path, "the check takes too many steps or nests too deep; the schema may refer to itself")
    }

    /// Notes a problem unless it only decides something.
    private mutating func refuse(_ path: String, _ message: String) -> Seen? {
        if silence == 0 { problems.append(path, message) }
        return nil
    }

    private mutating func require(_ condition: Bool, _ path: String, _ message: @autoclosure () -> String) -> Bool {
        if !condition { _ = refuse(path, message()) }
        return condition
    }

    /// The same without telling problems.
    private mutating func quietly(_ number: Int, _ value: JSON, at path: String) -> Seen? {
        silence += 1
        defer { silence = max(0, silence - 1) }
        return check(number, value, at: path)
    }

    // MARK: What is asked of the value as a whole

    private mutating func checkValue(_ node: JSONSchemaNode, _ value: JSON, _ path: String) -> Bool {
        var isValid = true
        if let kinds = node.kinds, !kinds.contains(where: { $0.contains(value) }) {
            let names = kinds.map { "`\($0.rawValue)`" }.joined(separator: " or ")
            isValid = require(false, path, "expected \(names), found \(value.kind)")
        }
        if let values = node.values, !values.contains(value) {
            let list = values.prefix(20).map { "`\($0.text.excerpt)`" }.joined(separator: ", ")
            isValid = require(false, path, "expected one of \(list)\(values.count > 20 ? " and others" : "")")
        }
        if let constant = node.constantValue, constant != value {
            isValid = require(false, path, "expected `\(constant.text.excerpt)`")
        }
        if let number = value.number, !checkNumber(node, value, number, path) { isValid = false }
        if case .string(let text) = value, !checkText(node, text, path) { isValid = false }
        return isValid
    }

    private mutating func checkNumber(_ node: JSONSchemaNode, _ value: JSON, _ number: Double, _ path: String) -> Bool {
        var isValid = true
        if let bound = node.minimum, number < bound {
            isValid = require(false, path, "expected at least `\(bound.short)`, found `\(value.text)`")
        }
        if let bound = node.maximum, number > bound {
            isValid = require(false, path, "expected at most `\(bound.short)`, found `\(value.text)`")
        }
        if let bound = node.exclusiveMinimum, number <= bound {
            isValid = require(false, path, "expected more than `\(bound.short)`, found `\(value.text)`")
        }
        if let bound = node.exclusiveMaximum, number >= bound {
            isValid = require(false, path, "expected less than `\(bound.short)`, found `\(value.text)`")
        }
        if let divisor = node.multipleOf, !value.isMultiple(of: divisor) {
            isValid = require(false, path, "expected a multiple of `\(divisor.text)`, found `\(value.text)`")
        }
        return isValid
    }

    private mutating func checkText(_ node: JSONSchemaNode, _ text: String, _ path: String) -> Bool {
        var isValid = true
        if node.minimumLength != nil || node.maximumLength != nil {
            let length = text.unicodeScalars.count
            if let bound = node.minimumLength, length < bound {
                isValid = require(false, path, "expected at least \(bound) characters, found \(length)")
            }
            if let bound = node.maximumLength, length > bound {
                isValid = require(false, path, "expected at most \(bound) characters, found \(length)")
            }
        }
        if let pattern = node.pattern, !matches(pattern, text, path) {
            isValid = require(false, path, "expected text that matches the pattern `\(pattern.source.excerpt)`")
        }
        return isValid
    }

    /// Whether a pattern occurs in a text; one that takes too long does not.
    private mutating func matches(_ pattern: TextPattern, _ text: String, _ path: String) -> Bool {
        do throws(ExpressionError) {
            return try pattern.occurs(in: text)
        } catch {
            _ = refuse(path, error.description)
            return false
        }
    }

    // MARK: Combinations

    private mutating func combine(_ node: JSONSchemaNode, _ value: JSON, _ path: String, _ seen: inout Seen) -> Bool {
        var isValid = true
        for number in [node.reference].compactMap(\.self) + node.allOf {
            guard let inner = check(number, value, at: path) else {
                isValid = false
                continue
            }
            seen.formUnion(inner)
        }
        if !node.anyOf.isEmpty {
            // Every one of them is asked, since all that hold have looked at members.
            let held = node.anyOf.compactMap { quietly($0, value, at: path) }
            held.forEach { seen.formUnion($0) }
            if held.isEmpty {
                isValid = require(false, path, "expected what one of \(node.anyOf.count) schemas accepts")
            }
        }
        if !node.oneOf.isEmpty {
            let held = node.oneOf.compactMap { quietly($0, value, at: path) }
            held.forEach { seen.formUnion($0) }
            if held.count != 1 {
                let message =
                    "expected what exactly one of \(node.oneOf.count) schemas accepts, found \(held.count) that do"
                isValid = require(false, path, message)
            }
        }
        if let not = node.not, quietly(not, value, at: path) != nil {
            isValid = require(false, path, "expected something else than what `not` describes")
        }
        if let condition = node.condition {
            let held = quietly(condition, value, at: path)
            if let held { seen.formUnion(held) }
            if let branch = held == nil ? node.otherwise : node.then {
                if let inner = check(branch, value, at: path) { seen.formUnion(inner) } else { isValid = false }
            }
        }
        return isValid
    }

    // MARK: Arrays

    private mutating func checkArray(
        _ node: JSONSchemaNode,
        _ elements: [JSON],
        _ path: String,
        _ seen: inout Seen
    ) -> Bool {
        var isValid = true
        for (index, element) in elements.enumerated() {
            guard let schema = index < node.prefixItems.count ? node.prefixItems[index] : node.items else { continue }
            seen.positions.insert(index)
            if check(schema, element, at: path.element(index)) == nil { isValid = false }
        }
        if let bound = node.minimumItems, elements.count < bound {
            isValid = require(false, path, "expected at least \(bound) elements, found \(elements.count)")
        }
        if let bound = node.maximumItems, elements.count > bound {
            isValid = require(false, path, "expected at most \(bound) elements, found \(elements.count)")
        }
        if node.hasUniqueItems, Set(elements).count != elements.count {
            isValid = require(false, path, "expected elements that differ")
        }
        if !checkContained(node, elements, path, &seen) { isValid = false }
        if let schema = node.unevaluatedItems {
            for (index, element) in elements.enumerated() where !seen.positions.contains(index) {
                seen.positions.insert(index)
                if check(schema, element, at: path.element(index)) == nil { isValid = false }
            }
        }
        return isValid
    }

    private mutating func checkContained(
        _ node: JSONSchemaNode,
        _ elements: [JSON],
        _ path: String,
        _ seen: inout Seen
    ) -> Bool {
        guard let schema = node.contains else { return true }
        var count = 0
        for (index, element) in elements.enumerated() where quietly(schema, element, at: path.element(index)) != nil {
            seen.positions.insert(index)
            count += 1
        }
        let (least, most) = (node.minimumContains ?? 1, node.maximumContains ?? .max)
        let isEnough = require(
            count >= least,
            path,
            "expected at least \(least) elements that `contains` accepts, found \(count)"
        )
        return require(count <= most, path, "expected at most \(most) elements that `contains` accepts, found \(count)")
            && isEnough
    }

    // MARK: Objects

    private mutating func checkObject(
        _ node: JSONSchemaNode,
        _ object: JSONObject,
        _ path: String,
        _ seen: inout Seen
    ) -> Bool {
        var isValid = checkNames(node, object, path)
        var known: Set<ExactName> = []
        for (name, schema) in node.properties {
            guard let value = object[name] else { continue }
            known.insert(ExactName(text: name))
            if check(schema, value, at: path.member(name)) == nil { isValid = false }
        }
        for matched in node.patternProperties {
            for (name, value) in object.members where matches(matched.pattern, name, path) {
                known.insert(ExactName(text: name))
                if check(matched.schema, value, at: path.member(name)) == nil { isValid = false }
            }
        }
        if let schema = node.additionalProperties {
            for (name, value) in object.members where !known.contains(ExactName(text: name)) {
                known.insert(ExactName(text: name))
                if !checkMember(schema, name, value, path) { isValid = false }
            }
        }
        seen.names.formUnion(known)
        for (name, schema) in node.dependentSchemas where object[name] != nil {
            if let inner = check(schema, .object(object), at: path) { seen.formUnion(inner) } else { isValid = false }
        }
        if let schema = node.unevaluatedProperties {
            for (name, value) in object.members where !seen.names.contains(ExactName(text: name)) {
                seen.names.insert(ExactName(text: name))
                if !checkMember(schema, name, value, path) { isValid = false }
            }
        }
        return isValid
    }

    /// Holds a member that no other keyword knows against a schema.
    private mutating func checkMember(_ schema: Int, _ name: String, _ value: JSON, _ path: String) -> Bool {
        guard nodes[schema].constant != false else {
            return require(false, path.member(name), "is not a known member")
        }
        return check(schema, value, at: path.member(name)) != nil
    }

    private mutating func checkNames(_ node: JSONSchemaNode, _ object: JSONObject, _ path: String) -> Bool {
        var isValid = true
        for name in node.required where object[name] == nil {
            isValid = require(false, path.member(name), "is required")
        }
        for (name, needed) in node.dependentRequired where object[name] != nil {
            for other in needed where object[other] == nil {
                isValid = require(false, path.member(other), "is required together with `\(name.excerpt)`")
            }
        }
        if let bound = node.minimumProperties, object.count < bound {
            isValid = require(false, path, "expected at least \(bound) members, found \(object.count)")
        }
        if let bound = node.maximumProperties, object.count > bound {
            isValid = require(false, path, "expected at most \(bound) members, found \(object.count)")
        }
        if let schema = node.propertyNames {
            for name in object.keys where check(schema, .string(name), at: path.member(name)) == nil { isValid = false }
        }
        return isValid
    }
}

extension Double {
    /// The number without `.0` where it is whole.
    fileprivate var short: String { JSON.number(self).integer.map { "\($0)" } ?? "\(self)" }
}

extension JSON {
    /// Whether a number is a multiple of another.
    fileprivate func isMultiple(of divisor: JSON) -> Bool {
        if let value = integer, let divisor = divisor.integer { return value.isMultiple(of: divisor) }
        guard let value = number, let divisor = divisor.number else { return false }
        let quotient = value / divisor
        guard quotient.isFinite else { return false }
        // Decimal fractions are not exact in binary: 0.3 is a multiple of 0.1.
        return abs(quotient - quotient.rounded()) <= abs(quotient) * 4 * Double.ulpOfOne
    }
}
