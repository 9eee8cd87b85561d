import Testing
import WAMP

@testable import WAMPClient

@Suite("Errors (basic profile, Error Messages)")
struct WAMPErrorTests {
    private func error(_ details: ValueDictionary, _ arguments: [Value]) -> WAMPError {
        WAMPError(
            Message.Error(
                requestType: 48, request: 1, details: details, error: "com.example.error",
                payload: Message.Payload(arguments: arguments, argumentsKw: ["a": 1])))
    }

    @Test("An ERROR keeps its URI and arguments")
    func received() {
        let error = error([:], [1, "two"])
        #expect(error.code == "com.example.error")
        #expect(error.uri == "com.example.error")
        #expect(error.args == [1, "two"])
        #expect(error.kwargs == ["a": 1])
        #expect(error.message.isEmpty)
        #expect(error.description == "com.example.error")
    }

    @Test("The message comes from the details, else from the first argument")
    func message() {
        #expect(error(["message": "details"], ["argument"]).message == "details")
        #expect(error([:], ["argument"]).message == "argument")
        #expect(error([:], ["argument"]).description == "com.example.error: argument")
    }

    @Test("An error for a caller has its arguments, or its message where it has none")
    func payload() {
        #expect(WAMPError("a.b", "text").payload.arguments == ["text"])
        #expect(WAMPError("a.b", "text", args: [1]).payload.arguments == [1])
        #expect(WAMPError("a.b").payload.arguments.isEmpty)
        #expect(WAMPError("a.b", kwargs: ["c": 2]).payload.argumentsKw == ["c": 2])
    }

    @Test("Predefined codes are the URIs of the specification")
    func codes() {
        #expect(WAMPError.Code.noSuchProcedure.uri == "wamp.error.no_such_procedure")
        #expect(WAMPError.Code.canceled == "wamp.error.canceled")
        #expect(WAMPError.Code.systemShutdown == "wamp.close.system_shutdown")
        #expect("\(WAMPError.Code.runtimeError)" == "wamp.error.runtime_error")
    }
}
