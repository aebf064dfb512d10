let gatewayModulePending = true
