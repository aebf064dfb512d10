let postgresModulePending = true
