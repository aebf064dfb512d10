@main
struct Reeve {
    static func main() {
    }
}
