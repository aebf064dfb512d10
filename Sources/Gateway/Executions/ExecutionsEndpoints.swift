extension EndpointGroup {
    /// Executions of flows.
    static let executions = EndpointGroup("Executions", [.read(ValidateExecutionInputs.self)])
}
