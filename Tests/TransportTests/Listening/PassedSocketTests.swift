import Glibc
import Testing

@testable import Transport

@Suite("Sockets passed to the process (sd_listen_fds(3))")
struct PassedSocketTests {
    private func all(_ environment: [String: String]) throws(PassedSocketError) -> [PassedSocket] {
        try PassedSocket.all(in: environment, processID: 42)
    }

    @Test("Descriptors begin at 3; names come from LISTEN_FDNAMES")
    func descriptors() throws {
        #expect(
            try all(["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "wamp:a b"]) == [
                PassedSocket(descriptor: 3, name: "wamp"), PassedSocket(descriptor: 4, name: "a b"),
            ])
        #expect(
            try all(["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": ":"]).map(\.name) == ["", ""])
        #expect(try all(["LISTEN_PID": "42", "LISTEN_FDS": "1"]).map(\.name) == ["unknown"])
        #expect(try all(["LISTEN_PID": "42", "LISTEN_FDS": "1024"]).last?.descriptor == 1026)
    }

    @Test(
        "Nothing is passed without the variables, or with those of another process",
        arguments: [
            [:], ["LISTEN_PID": "42"], ["LISTEN_FDS": "1"], ["LISTEN_PID": "43", "LISTEN_FDS": "x"],
            ["LISTEN_PID": "42", "LISTEN_FDS": "0"],
            ["LISTEN_PID": "42", "LISTEN_FDS": "0", "LISTEN_FDNAMES": ""],
        ] as [[String: String]])
    func nothing(environment: [String: String]) throws {
        #expect(try all(environment) == [])
    }

    @Test(
        "Malformed variables are named",
        arguments: [
            (["LISTEN_PID": "", "LISTEN_FDS": "1"], "LISTEN_PID"),
            (["LISTEN_PID": "42x", "LISTEN_FDS": "1"], "LISTEN_PID"),
            (["LISTEN_PID": "0", "LISTEN_FDS": "1"], "LISTEN_PID"),
            (["LISTEN_PID": "99999999999999999999", "LISTEN_FDS": "1"], "LISTEN_PID"),
            (["LISTEN_PID": "42", "LISTEN_FDS": "one"], "LISTEN_FDS"),
            (["LISTEN_PID": "42", "LISTEN_FDS": "-1"], "LISTEN_FDS"),
            (["LISTEN_PID": "42", "LISTEN_FDS": "1025"], "LISTEN_FDS"),
            (["LISTEN_PID": "42", "LISTEN_FDS": "2147483647"], "LISTEN_FDS"),
            (["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a"], "LISTEN_FDNAMES"),
            (["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a:b"], "LISTEN_FDNAMES"),
        ] as [([String: String], String)])
    func malformed(environment: [String: String], variable: String) {
        let error = #expect(throws: PassedSocketError.self) { try all(environment) }
        #expect(error == .malformed(variable: variable, value: environment[variable] ?? ""))
        #expect(error?.description.hasPrefix("the environment variable \(variable) is malformed") == true)
    }

    @Test(
        "A listening stream socket may be served, and is not inherited further",
        arguments: [
            AF_INET, AF_INET6, AF_UNIX,
        ])
    func usable(family: CInt) throws {
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let passed = PassedSocket(descriptor: descriptor, name: "a")
        #expect(throws: PassedSocketError.unusable(passed)) { try passed.claim() }
        if family == AF_UNIX {
            // The kernel makes up a name.
            var address = sa_family_t(AF_UNIX)
            #expect(
                withUnsafeMutablePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        bind(descriptor, $0, socklen_t(MemoryLayout<sa_family_t>.size))
                    }
                } == 0)
        }
        #expect(listen(descriptor, 1) == 0)
        try passed.claim()
        #expect(fcntl(descriptor, F_GETFD) == FD_CLOEXEC)
    }

    @Test("Whatever else is passed is refused")
    func unusable() throws {
        let descriptors = [socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0), open("/dev/null", O_RDONLY), -1]
        for descriptor in descriptors {
            let passed = PassedSocket(descriptor: descriptor, name: "wamp")
            let error = #expect(throws: PassedSocketError.self) { try passed.claim() }
            #expect(error == .unusable(passed))
            #expect(
                error?.description
                    == "the passed descriptor \(descriptor) (wamp) is no listening stream socket")
            close(descriptor)
        }
    }
}
