import Testing

@testable import Routing

@Suite("Numbers of components")
struct ComponentNumbersTests {
    private func find(_ component: String, _ numbers: ComponentNumbers) -> Int32 {
        // Amid others, as it stands in a URI.
        let uri = Array("ab.\(component).cd".utf8)
        return numbers.find(uri.span.bytes, from: 3, to: uri.count - 3)
    }

    @Test("A component has one number as long as it is in use, however often")
    func uses() {
        var numbers = ComponentNumbers(seed: 1)
        let components = [
            "a", "site57", "0123456789abcdef", "0123456789abcdefg", "0123456789abcdef0123456789abcdef!",
        ]
        let given = components.map { numbers.use(Array($0.utf8)) }
        #expect(Set(given).count == 5)
        #expect(!given.contains(0))
        #expect(components.map { numbers.use(Array($0.utf8)) } == given)
        for component in components { numbers.release(Array(component.utf8)) }
        #expect(components.map { find($0, numbers) } == given)
        for component in components { numbers.release(Array(component.utf8)) }
        #expect(components.map { find($0, numbers) } == [0, 0, 0, 0, 0])
    }

    @Test("Components that begin a longer one, and go on from one, are others")
    func others() {
        var numbers = ComponentNumbers(seed: 1)
        _ = numbers.use(Array("0123456789abcdefgh".utf8))
        for other in ["0", "0123456789abcdefg", "0123456789abcdefghi", "gh"] {
            #expect(find(other, numbers) == 0)
        }
    }

    @Test("Components that stay have the numbers that are told when the others' are given back")
    func renumber() {
        var numbers = ComponentNumbers(seed: 1)
        let old = (0..<200).map { numbers.use(Array("component\($0)withmorebytes".utf8)) }
        for number in 0..<190 { numbers.release(Array("component\(number)withmorebytes".utf8)) }
        #expect(numbers.areSparse)
        let new = numbers.renumber()
        for number in 190..<200 {
            #expect(find("component\(number)withmorebytes", numbers) == new[Int(old[number])])
        }
        #expect(!numbers.areSparse)
        #expect(numbers.capacity < 200)
    }
}
