import Foundation
import Testing
import WAMPRouter

@Suite("The configuration without a file")
struct RouterConfigurationBuiltInTests {
    @Test("It equals the shipped file but for the folder of static files")
    func equalsShipped() throws {
        var shipped = try RouterConfiguration.parse(try ShippedConfiguration.bytes())
        #expect(shipped.listeners.map(\.staticFiles) == ["Examples/browser"])
        shipped.listeners[0].staticFiles = nil
        #expect(shipped == .builtIn)
    }

    @Test("It listens on this machine only")
    func loopback() throws {
        #expect(RouterConfiguration.builtIn.listeners.map(\.host) == ["127.0.0.1"])
        try RouterConfiguration.builtIn.validate()
    }
}
