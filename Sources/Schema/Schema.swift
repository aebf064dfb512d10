package func embedded() -> [(path: String, text: String)] { embeddedFiles }
