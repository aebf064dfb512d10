extension ExpressionLanguage {
    /// A tag or test or operator, for the reference.
    struct Construct: Sendable {
        let name: String
        let syntax: String
        let summary: String
        let example: Builtin.Example
    }

    /// The words that begin, continue or end tags.
    static let tagNames = [
        "set", "if", "elseif", "else", "endif", "for", "endfor", "filter", "endfilter", "raw", "endraw", "macro",
        "endmacro", "block", "endblock", "raise",
    ]

    static let tags: [Construct] = [
        Construct(
            name: "set",
            syntax: "{% set name = value %}",
            summary: "Sets a variable, or changes one of an outer scope.",
            example: Builtin.Example("{% set a = 1 + 1 %}{{ a }}", "2")
        ),
        Construct(
            name: "if",
            syntax: "{% if c %}…{% elseif d %}…{% else %}…{% endif %}",
            summary: "Renders the first part whose condition holds.",
            example: Builtin.Example(
                "{% if x > 5 %}many{% elseif x > 1 %}some{% else %}few{% endif %}",
                "some",
                context: #"{"x": 3}"#
            )
        ),
        Construct(
            name: "for",
            syntax: "{% for item in list %}…{% else %}…{% endfor %}",
            summary:
                "Renders a part for each element of a list or entry (`key`, `value`) of a map; `loop` has `index`, `length`, `first`, `last`, `revindex`.",
            example: Builtin.Example(
                "{% for i in ['a', 'b'] %}{{ loop.index }}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}",
                "0a, 1b"
            )
        ),
        Construct(
            name: "filter",
            syntax: "{% filter name | name(argument) %}…{% endfilter %}",
            summary: "Applies filters to what a part renders.",
            example: Builtin.Example("{% filter upper | trim %} abc {% endfilter %}", "ABC")
        ),
        Construct(
            name: "raw",
            syntax: "{% raw %}…{% endraw %}",
            summary: "Leaves a part as it is written.",
            example: Builtin.Example("{% raw %}{{ not read }}{% endraw %}", "{{ not read }}")
        ),
        Construct(
            name: "macro",
            syntax: "{% macro name(a, b = 1) %}…{% endmacro %}",
            summary:
                "Names a part with parameters, which is called as a function, before or after, with or without names.",
            example: Builtin.Example(
                "{% macro greet(name, word='Hello') %}{{ word }} {{ name }}{% endmacro %}{{ greet(name='Ada') }}",
                "Hello Ada"
            )
        ),
        Construct(
            name: "block",
            syntax: "{% block name %}…{% endblock %}",
            summary: "Renders a part, which `block()` can render again.",
            example: Builtin.Example("{% block 'a' %}x{% endblock %}-{{ block('a') }}", "x-x")
        ),
        Construct(
            name: "raise",
            syntax: "{% raise message %}",
            summary: "Fails with a message.",
            example: Builtin.Example("{% if false %}{% raise 'no' %}{% endif %}fine", "fine")
        ),
    ]

    static let tests: [Construct] = [
        test(
            "defined",
            "The value is there and is not null.",
            "{{ inputs.name is defined }}",
            "false",
            #"{"inputs": {}}"#
        ),
        test("empty", "The value is null, blank text, or a list or map of nothing.", "{{ ' ' is empty }}", "true"),
        test("null", "The value is null.", "{{ x is not null }}", "false", #"{"x": null}"#),
        test("even", "The whole number can be halved.", "{{ 2 is even }}", "true"),
        test("odd", "The whole number cannot be halved.", "{{ 3 is odd }}", "true"),
        test("iterable", "The value is a list or a map.", "{{ [1] is iterable }}", "true"),
        test("map", "The value is a map.", "{{ {'a': 1} is map }}", "true"),
        test("json", "The value is a text that is JSON.", #"{{ '{"a": 1}' is json }}"#, "true"),
    ]

    private static func test(
        _ name: String,
        _ summary: String,
        _ template: String,
        _ result: String,
        _ context: String = "{}"
    ) -> Construct {
        let example = Builtin.Example(template, result, context: context)
        return Construct(name: name, syntax: "is \(name)", summary: summary, example: example)
    }

    /// The operators, those that bind least first.
    static let operators: [Construct] = [
        construct(
            "a ? b : c",
            "`b` if the condition holds, else `c`; the other is not evaluated.",
            "{{ 1 < 2 ? 'yes' : 'no' }}",
            "yes"
        ),
        construct(
            "or",
            "Either holds; the second is evaluated only if the first does not hold.",
            "{{ false or true }}",
            "true"
        ),
        construct(
            "and",
            "Both hold; the second is evaluated only if the first holds.",
            "{{ true and false }}",
            "false"
        ),
        construct("is, is not", "A test holds, or does not.", "{{ 3 is not even }}", "true"),
        construct(
            "==, equals, !=",
            "The values are equal, or not; numbers by value, text by its code points.",
            "{{ 1 == 1.0 }}",
            "true"
        ),
        construct(
            "<, >, <=, >=",
            "One comes before the other: numbers, texts or dates; null neither before nor after anything.",
            "{{ 'a' < 'b' }}",
            "true"
        ),
        construct(
            "contains",
            "A list has an element (or all of a list), a map a name, a text another.",
            "{{ [1, 2] contains 2 }}",
            "true"
        ),
        construct("in, isIn", "`contains` the other way round.", "{{ 'b' in 'abc' }}", "true"),
        construct(
            "+, -",
            "The sum or difference of numbers; `+` joins texts and lists, `-` takes elements from a list.",
            "{{ 1 + 2 - 4 }}",
            "-1"
        ),
        construct(
            "not",
            "The condition does not hold; it binds closer than `+`, and less close than `*`.",
            "{{ not false }}",
            "true"
        ),
        construct(
            "*, /, %",
            "Product, quotient and rest; of whole numbers they are whole.",
            "{{ 7 / 2 }} {{ 7 / 2.0 }} {{ 7 % 2 }}",
            "3 3.5 1"
        ),
        construct("|", "Applies a filter.", "{{ 'a' | upper }}", "A"),
        construct("~", "Joins values as text.", "{{ 1 ~ 'a' ~ true }}", "1atrue"),
        construct("..", "Whole numbers or characters from one to another.", "{{ 1..3 }}", "[1,2,3]"),
        construct("??", "The right side if the left is not defined or null.", "{{ missing.name ?? 'none' }}", "none"),
        construct("???", "The right side if the left is not defined.", "{{ (null ??? 'none') is null }}", "true"),
        construct("-a, +a", "The number with its sign turned, or as it is.", "{{ -(1 + 2) }}", "-3"),
        construct(
            ".name, ['name'], [0]",
            "A member of a map or an element of a list.",
            "{{ {'a-b': [5]}['a-b'][0] }}",
            "5"
        ),
    ]

    private static func construct(_ name: String, _ summary: String, _ template: String, _ result: String) -> Construct
    {
        Construct(name: name, syntax: name, summary: summary, example: Builtin.Example(template, result))
    }
}
