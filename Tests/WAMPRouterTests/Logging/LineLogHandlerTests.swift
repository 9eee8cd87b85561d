import Logging
import Testing

@testable import WAMPRouter

@Suite("The log handler")
struct LineLogHandlerTests {
    @Test("Metadata of the logger is kept under its key")
    func metadata() {
        var handler = LineLogHandler(.json)
        handler[metadataKey: "realm"] = "realm1"
        #expect(handler.metadata["realm"] == "realm1")
        #expect(handler[metadataKey: "realm"] == "realm1")
    }

    @Test(
        "The configured level is the logger's", arguments: [("debug", Logger.Level.debug), ("error", .error)])
    func level(name: String, level: Logger.Level) throws {
        var configuration = RouterConfiguration.Logging()
        configuration.level = try #require(.init(rawValue: name))
        #expect(RouterLogging.makeLogger(configuration).logLevel == level)
    }
}
