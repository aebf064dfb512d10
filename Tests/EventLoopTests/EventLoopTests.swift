import Testing

@Test func pending() {
    #expect(true)
}
