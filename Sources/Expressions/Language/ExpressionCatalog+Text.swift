extension ExpressionCatalog {
    /// What the reference says before its tables.
    static let introduction = """
        # Expressions

        Texts of a flow may hold expressions. `make docs` renews this page with `reeve config expression-reference`; every
        example on it is a test.

        | Written | Meaning |
        |---|---|
        | `{{ value }}` | puts a value in the text |
        | `{% tag %}` | a statement |
        | `{# comment #}` | nothing |
        | `{{-`, `-}}`, `{%-`, `-%}`, `{#-`, `-#}` | as above, and white space before or after it is dropped |

        ## Rules

        - A name that stands for nothing is an error, with line, column and the nearest name there is. `??`, `???`, `default` and
          `is defined` are there for what may be missing. A member of null is not defined.
        - What comes of an expression is not evaluated again. `render()` does that, ten times deep at most. What it renders sees
          the same context, and none of the variables that the template sets.
        - A template that is one `{{ }}` and nothing else keeps the type of its value. Otherwise null is shown as nothing, lists
          and maps as JSON, dates as ISO 8601.
        - Nothing is escaped unless it is asked for.
        - False are null, `false`, zero, empty text, and the texts `false`, `0` and `-0`. Everything else is true.
        - Whole numbers have 64 bits; a result that does not fit is an error. `number('BIGDECIMAL')` and `number('BIGINTEGER')`
          make decimals of up to 400 digits; a quotient of decimals has 34.
        - A text is in `'` or `"`. A backslash stands for itself, but before a backslash and the quote.
        - `{% set %}` changes the variable where it is, or else makes one in the part that is rendered. Macros see their parameters
          and the context.
        - Text is compared by its code points.

        ## Secrets

        What `secret()`, `credential()` and `decrypt()` give, and what the context says is a secret, is marked. Whatever is made
        of it is marked as well: by filters and functions, by operators, in lists and maps. The spans of the text that were made of
        a secret are known, and shown as `******`. Joining, `~`, `join`, `first`, `sort` and their like keep the mark to the spans
        and elements it belongs to; any other filter marks all of what it makes. Not marked are booleans (comparisons, tests,
        `startsWith`, `endsWith`, `regexMatch`, `className`), what a condition chooses, and what `encrypt()` gives.

        ## Bounds

        | What | Bound |
        |---|---|
        | a template | 512 KiB |
        | nesting of tags and expressions | 64 |
        | operators in a row | 192 |
        | an evaluation | 2,000,000 steps: nodes, turns of loops, 64 bytes that are made; and the time its host gives it |
        | depth of an evaluation | 256 |
        | turns of all loops | 100,000 |
        | numbers of a range | 100,000 |
        | a value or text | 8 MiB, 128 levels |
        | a regular expression | 8 KiB; a match 1,000,000 tries, 10,000 deep, 16 MiB |
        | a jq program | 4 KiB; its input 4 MiB, 10,000 results |

        libjq counts no steps, has no limit of memory, and ends the process where one of its assertions fails. So programs are run in
        processes that do nothing else, and may compute what they like there: a program has a second and 256 MiB, and the process of
        one that takes more is ended and replaced. These processes have no files, no network and no environment, and the system
        refuses them all calls but those for memory and for their two streams. What asks for something outside is refused before:
        `input`, `env`, `$ENV`, `debug`, `stderr`, `halt`, `import`, `include` and their like. Templates of inputs have no `jq`, since
        inputs are rendered while a client waits within a transaction.


        """

    /// What the reference says after its tables.
    static let patterns = """
        ## Dates

        Dates are read as ISO 8601 and SQL write them, or by the pattern of `existingFormat`; whole numbers are the seconds since
        1970. A text without an offset is in `timeZone`, or in UTC. Without `timeZone` a date is told in its own zone. Zones are those
        of the system's time zone database.

        Patterns have the letters of Java's `DateTimeFormatter`, or are a name: `iso`, `iso_milli`, `iso_sec`, `iso_nano`, `sql`,
        `sql_milli`, `sql_nano`, `sql_seq`, `iso_date`, `iso_date_time`, `iso_instant`, `iso_local_date`, `iso_local_date_time`,
        `iso_local_time`, `iso_offset_date`, `iso_offset_date_time`, `iso_offset_time`, `iso_ordinal_date`, `iso_time`,
        `iso_week_date`, `iso_zoned_date_time`, `basic_iso_date`, `rfc_1123_date_time`. Months and days are named in Chinese, Czech,
        Danish, Dutch, English, Finnish, French, German, Italian, Japanese, Korean, Norwegian, Polish, Portuguese, Russian, Spanish,
        Swedish and Turkish.

        ## Numbers

        Patterns of `numberFormat` have the signs of Java's `DecimalFormat`: `0` a digit, `#` a digit or nothing, `,` groups, `.` the
        point, `%` and `‰`, `E0` an exponent, `;` a pattern for negative numbers. A digit that is cut off is rounded half to even.

        ## Regular expressions

        Regular expressions are those of PCRE2, on Unicode text. Nearly all that Java has is written alike; `\\p{Alpha}` and its like
        are `[[:alpha:]]`.

        """
}
