let accessModulePending = true
