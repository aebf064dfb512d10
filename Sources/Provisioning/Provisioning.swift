let provisioningModulePending = true
