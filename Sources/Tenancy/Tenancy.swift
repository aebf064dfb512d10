let tenancyModulePending = true
