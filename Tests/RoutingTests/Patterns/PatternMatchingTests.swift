import Routing
import Testing
import WAMP

@Suite("One pattern against one URI: advanced profile, Pattern-based Subscription")
struct PatternMatchingTests {
    private func matches(_ match: MatchPolicy, _ pattern: String, _ uri: String) -> Bool {
        let (pattern, uri) = (Array(pattern.utf8), Array(uri.utf8))
        return match.matches(pattern: pattern.span.bytes, uri: uri.span.bytes)
    }

    @Test("An exact pattern matches itself alone")
    func exact() {
        #expect(matches(.exact, "com.a", "com.a"))
        #expect(matches(.exact, "", ""))
        for other in ["com.b", "com.ab", "com", "", "com.a."] { #expect(!matches(.exact, "com.a", other)) }
    }

    @Test("A prefix matches URIs that begin with its bytes, within a component too")
    func prefix() {
        for uri in ["com.a", "com.ab", "com.a.b"] { #expect(matches(.prefix, "com.a", uri)) }
        for uri in ["com.", "com", "", "com.b", "org.com.a"] { #expect(!matches(.prefix, "com.a", uri)) }
        #expect(matches(.prefix, "", "com.a"))
        #expect(matches(.prefix, "com.a.", "com.a.b"))
        #expect(!matches(.prefix, "com.a.", "com.ab"))
    }

    /// The URIs of the specification's section on wildcard matching.
    @Test("A wildcard matches URIs with any component in each empty place, and as many components")
    func wildcard() {
        let pattern = "com.myapp..userevent"
        for uri in ["com.myapp.foo.userevent", "com.myapp.bar.userevent", "com.myapp.a12.userevent"] {
            #expect(matches(.wildcard, pattern, uri))
        }
        for uri in [
            "com.myapp.foo.userevent.bar", "com.myapp.foo.user", "com.myapp2.foo.userevent",
            "com.myapp..userevent", "com.myapp.userevent", "com.myapp.foo",
        ] {
            #expect(!matches(.wildcard, pattern, uri))
        }
    }

    @Test("Empty components stand at both ends too, and for a whole pattern")
    func wildcardEnds() {
        #expect(matches(.wildcard, ".a", "com.a"))
        #expect(matches(.wildcard, "com.", "com.a"))
        #expect(matches(.wildcard, "..", "a.b.c"))
        #expect(matches(.wildcard, "", "com"))
        #expect(matches(.wildcard, "com.a", "com.a"))
        #expect(!matches(.wildcard, "com.", "com"))
        #expect(!matches(.wildcard, "com.", "com."))
        #expect(!matches(.wildcard, ".a", ".a"))
        #expect(!matches(.wildcard, "..", "a.b"))
        #expect(!matches(.wildcard, "..", "a.b.c.d"))
        #expect(!matches(.wildcard, "", ""))
        #expect(!matches(.wildcard, "com", "co"))
        #expect(!matches(.wildcard, "co", "com"))
    }

    @Test("Every short pattern agrees with the components compared one by one")
    func allShort() {
        let letters: [String] = ["", "a", "b", "."]
        var texts: Set<String> = [""]
        for _ in 0..<4 { texts.formUnion(texts.flatMap { text in letters.map { text + $0 } }) }
        var wrong: [String] = []
        for pattern in texts {
            let parts = pattern.split(separator: ".", omittingEmptySubsequences: false)
            for uri in texts {
                let components = uri.split(separator: ".", omittingEmptySubsequences: false)
                let expected =
                    parts.count == components.count
                    && zip(parts, components).allSatisfy { $0.isEmpty ? !$1.isEmpty : $0 == $1 }
                if matches(.wildcard, pattern, uri) != expected { wrong.append("\(pattern) \(uri)") }
                if matches(.prefix, pattern, uri) != uri.hasPrefix(pattern) {
                    wrong.append("\(pattern)* \(uri)")
                }
            }
        }
        #expect(wrong == [])
    }
}
