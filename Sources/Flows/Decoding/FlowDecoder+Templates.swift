import Expressions
import JSON
import YAML

extension FlowDecoder {
    /// The value as a template; a boolean or a number is taken as it was written.
    mutating func template(_ value: Declaration?) -> String? {
        guard let value, let text = value.text(&problems) else { return nil }
        checkTemplate(value)
        return text
    }

    /// A mapping whose texts are templates, wherever they are.
    mutating func templates(in value: Declaration?) -> JSONObject {
        guard let value else { return JSONObject() }
        guard case .mapping = value.node.content else {
            value.refuse(expecting: "a mapping", &problems)
            return JSONObject()
        }
        checkTemplates(in: value)
        return value.json(&problems)?.object ?? JSONObject()
    }

    /// Checks every text of a value.
    ///
    /// The reader bounds how deep values nest.
    mutating func checkTemplates(in value: Declaration) {
        switch value.node.content {
        case .scalar:
            checkTemplate(value)
        case .sequence(let nodes):
            for (index, node) in nodes.enumerated() where node.holdsTemplate {
                checkTemplates(in: value.element(index, node))
            }
        case .mapping(let pairs):
            for pair in pairs where pair.value.holdsTemplate {
                checkTemplates(in: value.member(pair.key.text ?? "", pair.value))
            }
        }
    }

    /// Says where a text is no template, if it looks like one.
    mutating func checkTemplate(_ value: Declaration) {
        guard let text = value.scalar?.text, text.holdsTemplate else { return }
        do throws(ExpressionError) {
            let template = try ExpressionTemplate(parsing: text)
            for deprecation in template.deprecations {
                let message = "`\(deprecation.name)` is deprecated; \(deprecation.reason)"
                let mark = place(line: deprecation.line, column: deprecation.column, in: value)
                problems.append(value.problem(.deprecated, message, severity: .warning, at: mark))
            }
        } catch {
            let mark = place(line: error.line, column: error.column, in: value)
            problems.append(value.problem(.expression, error.message, at: mark))
        }
    }

    /// The place of a part of a template in the declaration, as near as can be told.
    private mutating func place(line: Int, column: Int, in value: Declaration) -> YAMLMark {
        var mark = value.mark
        guard let scalar = value.scalar, line >= 1, column >= 1, placesLeft > 0 else { return mark }
        placesLeft -= 1
        switch scalar.style {
        case .literal:
            // The lines of the text follow the one with the sign, indented.
            mark.line += line
            let (written, text) = (source.indentation(ofLine: mark.line), scalar.text.indentation(ofLine: line))
            mark.column = max(0, written - text) + column
        case .plain where !scalar.text.utf8.contains(UInt8(ascii: "\n")):
            mark.column += column - 1
        case .quoted where !scalar.text.utf8.contains(UInt8(ascii: "\n")):
            mark.column += column
        default:
            break
        }
        return mark
    }
}

extension YAMLNode {
    /// Whether it may hold a template, so that paths are only made for what needs one.
    fileprivate var holdsTemplate: Bool {
        if case .scalar(let scalar) = content { scalar.text.holdsTemplate } else { true }
    }
}

extension String {
    /// Whether the text holds what begins a part of a template.
    var holdsTemplate: Bool { !ExpressionTemplate.isPlain(self) }

    /// How many spaces a line begins with.
    fileprivate func indentation(ofLine line: Int) -> Int {
        let lines = utf8.split(separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return 0 }
        return lines[line - 1].prefix { $0 == UInt8(ascii: " ") }.count
    }
}
