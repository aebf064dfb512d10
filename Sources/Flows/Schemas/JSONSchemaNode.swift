import Expressions
import JSON

/// A schema or a part of one: what its keywords ask, other schemas by their numbers.
struct JSONSchemaNode: Sendable {
    /// The kinds of value by the names of the dialect.
    enum Kind: String, CaseIterable {
        case null, boolean, object, array, number, string, integer

        /// Whether a value is of the kind; a number without fraction is an integer.
        func contains(_ value: JSON) -> Bool {
            switch (self, value) {
            case (.null, .null), (.boolean, .bool), (.object, .object), (.array, .array), (.string, .string),
                (.number, .integer), (.number, .number), (.integer, .integer):
                true
            case (.integer, .number(let number)): number.isFinite && number.rounded() == number
            default: false
            }
        }
    }

    /// A schema that a pattern of names leads to.
    struct Matched: Sendable {
        var pattern: TextPattern
        var schema: Int
    }

    /// `true` and `false`, which accept everything and nothing.
    var constant: Bool?

    var reference: Int?
    var kinds: [Kind]?
    var values: [JSON]?
    var constantValue: JSON?

    // Numbers.
    var multipleOf: JSON?
    var minimum: Double?
    var maximum: Double?
    var exclusiveMinimum: Double?
    var exclusiveMaximum: Double?

    // Text.
    var minimumLength: Int?
    var maximumLength: Int?
    var pattern: TextPattern?

    // Arrays.
    var prefixItems: [Int] = []
    var items: Int?
    var contains: Int?
    var minimumContains: Int?
    var maximumContains: Int?
    var minimumItems: Int?
    var maximumItems: Int?
    var hasUniqueItems = false
    var unevaluatedItems: Int?

    // Objects.
    var properties: [(name: String, schema: Int)] = []
    var patternProperties: [Matched] = []
    var additionalProperties: Int?
    var propertyNames: Int?
    var minimumProperties: Int?
    var maximumProperties: Int?
    var required: [String] = []
    var dependentRequired: [(name: String, needed: [String])] = []
    var dependentSchemas: [(name: String, schema: Int)] = []
    var unevaluatedProperties: Int?

    // Combinations.
    var allOf: [Int] = []
    var anyOf: [Int] = []
    var oneOf: [Int] = []
    var not: Int?
    var condition: Int?
    var then: Int?
    var otherwise: Int?
}
