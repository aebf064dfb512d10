import CYAML

/// What libyaml found next in a stream.
struct YAMLEvent {
    enum Content {
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(YAMLScalar, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    struct Properties {
        var anchor: String?
        var tag: String?
    }

    var content: Content
    var mark: YAMLMark
}

/// Owns a `yaml_parser_t` and the bytes it reads.
@safe
struct YAMLParserHandle: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Starts reading a copy of the bytes as UTF-8.
    init(_ bytes: [UInt8]) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw YAMLError("out of memory", kind: .limit, at: YAMLMark(line: 1, column: 1))
        }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe self.parser = parser
        unsafe self.input = input
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; the start of the stream is passed over.
    ///
    /// - Throws: `YAMLError` if the bytes are no YAML; nothing may be asked for afterwards.
    func next() throws(YAMLError) -> YAMLEvent {
        while true {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
            defer { unsafe yaml_event_delete(&event) }
            if let content = unsafe Self.content(of: event) {
                return unsafe YAMLEvent(content: content, mark: YAMLMark(event.start_mark))
            }
        }
    }

    private static func content(of event: borrowing yaml_event_t) -> YAMLEvent.Content? {
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT:
            return .streamEnd
        case YAML_DOCUMENT_START_EVENT:
            return .documentStart
        case YAML_DOCUMENT_END_EVENT:
            return .documentEnd
        case YAML_ALIAS_EVENT:
            return unsafe .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            return unsafe .scalar(
                YAMLScalar(text: text, style: YAMLScalar.Style(scalar.style)),
                YAMLEvent.Properties(anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag))
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe .sequenceStart(YAMLEvent.Properties(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_SEQUENCE_END_EVENT:
            return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe .mappingStart(YAMLEvent.Properties(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_MAPPING_END_EVENT:
            return .mappingEnd
        default:
            return nil
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    /// What libyaml complains of, with the place it names.
    private func failure() -> YAMLError {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "the document cannot be read"
        switch unsafe parser.pointee.error {
        case YAML_MEMORY_ERROR:
            return unsafe YAMLError("out of memory", kind: .limit, at: YAMLMark(parser.pointee.mark))
        case YAML_READER_ERROR:
            let mark = unsafe YAMLMark(offset: Int(parser.pointee.problem_offset), in: Array(input))
            return YAMLError(problem, at: mark)
        default:
            let context = unsafe parser.pointee.context.map { unsafe " " + String(cString: $0) } ?? ""
            return unsafe YAMLError(problem + context, at: YAMLMark(parser.pointee.problem_mark))
        }
    }
}

extension YAMLScalar.Style {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: self = .plain
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .quoted
        }
    }
}

extension YAMLMark {
    /// libyaml counts from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
