/// One evaluation of a template: what names stand for, what was set on the way, and what may still be spent.
///
/// It is used by one thread, and lives as long as the evaluation.
final class Evaluation {
    let context: any ExpressionContext
    let services: ExpressionServices
    let limits: ExpressionLimits
    var program: SyntaxProgram?
    /// Variables of loops, macros and `set`, the innermost last.
    var locals: [(name: Int32, value: ExpressionValue)] = []
    /// Locals before this belong to whoever called the macro.
    var localsBase = 0
    /// Above zero while a value is tried, and standing for nothing is no failure.
    var tries = 0
    private var steps = 0
    private var iterations = 0
    private var depth = 0
    private var renders = 0
    private var nextClockCheck = 0

    /// Evaluating recurses; so deep, and no deeper.
    static let maximumDepth = 256

    init(context: any ExpressionContext, services: ExpressionServices, limits: ExpressionLimits) {
        self.context = context
        self.services = services
        self.limits = limits
        nextClockCheck = Self.clockInterval
    }

    private static let clockInterval = 1024

    // MARK: Bounds

    /// Counts steps, and looks at the clock every thousand.
    func spend(_ count: Int) throws(ExpressionError) {
        steps &+= count
        guard steps >= nextClockCheck else { return }
        nextClockCheck = steps &+ Self.clockInterval
        guard steps <= limits.maximumSteps else {
            throw ExpressionError(.limit, "the evaluation takes more than \(limits.maximumSteps) steps")
        }
        if let hasExpired = services.hasExpired, hasExpired() {
            throw ExpressionError(.limit, "the evaluation takes too long")
        }
    }

    func countIteration() throws(ExpressionError) {
        iterations += 1
        guard iterations <= limits.maximumIterations else {
            throw ExpressionError(.limit, "the loops take more than \(limits.maximumIterations) turns")
        }
        try spend(1)
    }

    /// Counts what a value that was made takes, and refuses one that is too large.
    func admit(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        let weight = value.weight
        guard weight <= limits.maximumOutputBytes else {
            throw ExpressionError(.limit, "the value takes more than \(limits.maximumOutputBytes) bytes")
        }
        guard value.depth <= 128 else { throw ExpressionError(.limit, "the value nests deeper than 128 levels") }
        try spend(1 + weight >> 6)
        return value
    }

    func enter() throws(ExpressionError) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            throw ExpressionError(.limit, "the evaluation nests deeper than \(Self.maximumDepth) levels")
        }
    }

    func leave() {
        depth -= 1
    }

    // MARK: Programs

    /// The value of a template: typed if it is one expression, text in any other case.
    func value(of program: SyntaxProgram) throws(ExpressionError) -> ExpressionValue {
        guard let single = program.single else { return .text(try text(of: program)) }
        return try run(program) { () throws(ExpressionError) in
            do throws(ExpressionError) {
                let value = try evaluate(single)
                guard value.weight / 16 <= limits.maximumOutputBytes else {
                    throw ExpressionError(.limit, "the value takes more than \(limits.maximumOutputBytes) bytes")
                }
                return value
            } catch {
                throw program.locate(error, at: single)
            }
        }
    }

    /// The text of a template.
    func text(of program: SyntaxProgram) throws(ExpressionError) -> ExpressionText {
        try run(program) { () throws(ExpressionError) in
            var writer = TextWriter(limit: limits.maximumOutputBytes)
            do throws(ExpressionError) {
                try render(program.root, into: &writer)
            } catch {
                throw program.locate(error, at: program.root)
            }
            return writer.text
        }
    }

    /// Renders a template that is a value of this one: it has the same context, and no locals.
    ///
    /// If it is recursive, what comes of it is rendered again, until nothing is left to render.
    func nested(_ source: String, isRecursive: Bool) throws(ExpressionError) -> ExpressionText {
        let before = renders
        defer { renders = before }
        var text = ExpressionText(source)
        repeat {
            renders += 1
            guard renders <= limits.maximumRenderDepth else {
                throw ExpressionError(
                    .limit,
                    "templates render one another more than \(limits.maximumRenderDepth) times deep",
                    name: "render"
                )
            }
            let isSecret = text.isTainted
            text = try nested(text.string)
            // What a template that holds part of a secret renders is one as a whole.
            if isSecret { text = ExpressionText(text.string, isSecret: true) }
        } while isRecursive && !ExpressionTemplate.isPlain(text.string)
        return text
    }

    private func nested(_ source: String) throws(ExpressionError) -> ExpressionText {
        try spend(1 + source.utf8.count)
        do throws(ExpressionError) {
            return try text(of: TemplateParser.parse(source, limits: limits))
        } catch {
            // The place is one of the inner template; the outer one's is where it is rendered.
            guard error.line > 0 else { throw error }
            var outer = error
            let place = "in the rendered template, line \(error.line), column \(error.column): "
            // Of templates in one another the innermost is told.
            if !error.reason.hasPrefix("in the rendered template, ") { outer.reason = place + error.reason }
            (outer.line, outer.column) = (0, 0)
            throw outer
        }
    }

    /// Runs a program with locals of its own.
    private func run<Result>(
        _ program: SyntaxProgram,
        _ body: () throws(ExpressionError) -> Result
    ) throws(ExpressionError) -> Result {
        let outer = (self.program, locals, localsBase, tries)
        self.program = program
        (locals, localsBase, tries) = ([], 0, 0)
        defer { (self.program, locals, localsBase, tries) = outer }
        try enter()
        defer { leave() }
        return try body()
    }

    // MARK: Locals

    /// The value of a local, the innermost one.
    func local(_ name: Int32) -> ExpressionValue? {
        var index = locals.count
        while index > localsBase {
            index -= 1
            if locals[index].name == name { return locals[index].value }
        }
        return nil
    }

    /// Sets a variable where it is, or else in the scope that is open.
    func set(_ name: Int32, _ value: ExpressionValue) {
        var index = locals.count
        while index > localsBase {
            index -= 1
            if locals[index].name == name {
                locals[index].value = value
                return
            }
        }
        locals.append((name, value))
    }
}
