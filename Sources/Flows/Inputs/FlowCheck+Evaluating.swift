public import Expressions
import JSON

extension FlowCheck {
    /// A check that does not hold, or cannot be evaluated.
    public struct Failure: Sendable, Hashable {
        /// What is said.
        public var message: String

        /// How the message is shown.
        public var style: Style

        /// What becomes of the execution.
        public var behavior: Behavior
    }

    /// Evaluates checks against the inputs of an execution that would be made.
    ///
    /// - Parameters:
    ///   - checks: The checks of the flow.
    ///   - inputs: The inputs, resolved and valid.
    ///   - context: What templates see besides `inputs`.
    ///   - services: What functions of templates may ask for.
    /// - Returns: Those that do not hold, in order; one that cannot be evaluated blocks the execution.
    public static func failures(
        among checks: [FlowCheck],
        _ inputs: InputResolution,
        in context: any ExpressionContext,
        services: ExpressionServices
    ) -> [Failure] {
        let renderer = InputRenderer(InputScope(inputs.values, within: context), services)
        return checks.compactMap { check in
            do throws(ExpressionError) {
                guard try !renderer.render(check.when).isTruthy else { return nil }
                let message = try renderer.render(check.message)
                return Failure(
                    message: message.isTainted ? "******" : message.string ?? message.json.text,
                    style: check.style,
                    behavior: check.behavior
                )
            } catch {
                let message = "the check cannot be evaluated: \(error)"
                return Failure(message: message, style: .error, behavior: .blockExecution)
            }
        }
    }
}
