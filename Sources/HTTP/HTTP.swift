let hTTPModulePending = true
