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
    var holdsTemplate: Bool {
        var isOpen = false
        for byte in utf8 {
            if isOpen, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#") {
                return true
            }
            isOpen = byte == UInt8(ascii: "{")
        }
        return false
    }
}
