import Foundation
import Testing

@testable import WAMP

@Suite("URIs (basic profile, \"URIs\")")
struct URIRuleTests {
    private func allows(_ rule: URIRule, _ uri: String, _ match: MatchPolicy = .exact) -> Bool {
        // Surrounded by bytes that no rule would accept, so that reading beyond the range shows.
        let message = "# " + uri + " ."
        return rule.allows(
            ByteRange(from: 2, to: 2 + uri.utf8.count), in: message.utf8Bytes.span.bytes, match: match)
    }

    @Test(
        "Both rules accept lower-case letters, digits and underscores",
        arguments: ["a", "com.myapp.topic1", "a.b_c.0", "_", "0", "com.myapp.a_very_long_component_name.x"])
    func strict(uri: String) {
        #expect(allows(.strict, uri))
        #expect(allows(.loose, uri))
    }

    @Test(
        "Only the loose rule accepts other characters",
        arguments: [
            "A", "com.myApp", "com.a-b", "com.é", "日本.語", "a/b", "a:b", "a$b", "\u{7F}", "\u{200B}",
            "\u{85}x".replacing("\u{85}", with: "\u{86}"),
        ])
    func loose(uri: String) {
        #expect(allows(.loose, uri))
        #expect(!allows(.strict, uri))
    }

    @Test(
        "No rule accepts white space and #",
        arguments: [
            " ", "a b", "a\tb", "a\n", "\ra", "a\u{B}b", "a\u{C}b", "a\u{1C}b", "a\u{1F}b", "a#b", "#",
            "a\u{85}b", "a\u{A0}b", "a\u{1680}b",
            "a\u{2000}b", "a\u{200A}b", "a\u{2028}b", "a\u{2029}b", "a\u{202F}b", "a\u{205F}b", "a\u{3000}b",
            "a.b\u{3000}",
        ])
    func neither(uri: String) {
        for match in MatchPolicy.allCases {
            #expect(!allows(.loose, uri, match))
            #expect(!allows(.strict, uri, match))
        }
    }

    @Test("Empty components are allowed in wildcard patterns, at the end of prefixes, and nowhere else")
    func emptyComponents() {
        for rule in [URIRule.loose, .strict] {
            for uri in ["", "a.", "a.b."] {
                #expect(!allows(rule, uri, .exact))
                #expect(allows(rule, uri, .prefix))
                #expect(allows(rule, uri, .wildcard))
            }
            for uri in [".", ".a", "a..b", "..", "a..", ".a."] {
                #expect(!allows(rule, uri, .exact))
                #expect(!allows(rule, uri, .prefix))
                #expect(allows(rule, uri, .wildcard))
            }
        }
    }

    @Test("A range that leaves the bytes is no URI")
    func outside() {
        let verdict = URIRule.loose.allows(ByteRange(start: 1, count: 5), in: "abcd".utf8Bytes.span.bytes)
        #expect(!verdict)
    }

    @Test("Random strings are judged as the specification's regular expressions judge them")
    func regularExpressions() throws {
        let expressions: [(URIRule, MatchPolicy, Regex<AnyRegexOutput>)] = [
            (.loose, .exact, try Regex(#"([^\s\.#]+\.)*([^\s\.#]+)"#)),
            (.loose, .wildcard, try Regex(#"(([^\s\.#]+\.)|\.)*([^\s\.#]+)?"#)),
            (.strict, .exact, try Regex(#"([0-9a-z_]+\.)*([0-9a-z_]+)"#)),
            (.strict, .wildcard, try Regex(#"(([0-9a-z_]+\.)|\.)*([0-9a-z_]+)?"#)),
        ]
        let alphabet = Array("aZ0_.. #-é\t")
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let length = Int.random(in: 0...6, using: &generator)
            let uri = String((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
            for (rule, match, expression) in expressions {
                #expect(
                    allows(rule, uri, match) == (uri.wholeMatch(of: expression) != nil),
                    "\(rule) \(match) \(uri)")
            }
        }
    }
}

@Suite("Reserved URIs (basic profile, \"URIs\")")
struct ReservedURITests {
    private func couldMatch(_ uri: String, _ match: MatchPolicy) -> Bool {
        let message = "\"" + uri + "\".wamp."
        return ReservedURI.couldMatch(
            ByteRange(from: 1, to: 1 + uri.utf8.count), in: message.utf8Bytes.span.bytes, match: match)
    }

    @Test("A URI is reserved if its first component is wamp")
    func exact() {
        for uri in ["wamp", "wamp.", "wamp.session.count", "wamp.x"] { #expect(couldMatch(uri, .exact)) }
        for uri in ["", "wam", "wampx", "wampx.y", "Wamp.x", "com.wamp.x", "x", ".wamp"] {
            #expect(!couldMatch(uri, .exact))
        }
    }

    @Test("A prefix could match a reserved URI if one of both begins with the other")
    func prefix() {
        for uri in ["", "w", "wam", "wamp", "wamp.", "wamp.session"] { #expect(couldMatch(uri, .prefix)) }
        for uri in ["x", "wa.", "wampx", "com.", "wap"] { #expect(!couldMatch(uri, .prefix)) }
    }

    @Test("A wildcard pattern could match a reserved URI if its first component is wamp or empty")
    func wildcard() {
        for uri in ["", ".", "..x", ".session", "wamp", "wamp.", "wamp..x"] {
            #expect(couldMatch(uri, .wildcard))
        }
        for uri in ["w", "wam.", "wampx.", "com..x"] { #expect(!couldMatch(uri, .wildcard)) }
    }
}
