let cryptoModulePending = true
