import Testing

@testable import WAMPRouter

@Suite("JSON paths of the configuration")
struct ConfigurationPathTests {
    private let path = ConfigurationPath.root.key("realms").position(0).key("name")

    @Test("A path is written with dots and brackets")
    func description() {
        #expect(ConfigurationPath.root.description == "$")
        #expect(path.description == "$.realms[0].name")
        #expect(ConfigurationPath.root.key("$schema").description == "$.$schema")
    }

    @Test("A key that is not a word is quoted, and stays on one line")
    func oddKeys() {
        #expect(ConfigurationPath.root.key("a b").description == "$['a b']")
        #expect(ConfigurationPath.root.key("").description == "$['']")
        #expect(ConfigurationPath.root.key("a\nb").description == #"$['a\nb']"#)
        #expect(ConfigurationPath.root.key(String(repeating: "é", count: 99)).description.count == 66)
    }

    @Test("A value is part of itself and of what is around it")
    func parts() {
        #expect(path.isPart(of: path))
        #expect(path.isPart(of: .root))
        #expect(path.isPart(of: .root.key("realms").position(0)))
        #expect(!path.isPart(of: .root.key("realms").position(1)))
        #expect(!ConfigurationPath.root.isPart(of: path))
    }

    @Test("The parent is one step up")
    func parent() {
        #expect(path.parent?.description == "$.realms[0]")
        #expect(ConfigurationPath.root.parent == nil)
    }
}
