let yAMLModulePending = true
