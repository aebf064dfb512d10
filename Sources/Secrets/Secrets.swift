let secretsModulePending = true
