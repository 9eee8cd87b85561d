import ArgumentParser
import Foundation
import WAMP
import WAMPAuth
import WAMPRouter

/// `wamp-router hash`: prints what the configuration keeps of a secret.
struct HashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash",
        abstract: "Print what a principal in router.json or a users file has for a secret.",
        discussion: "The secret is asked for in the terminal, or is the first line of standard input.",
        subcommands: [TicketCommand.self, WAMPCRACommand.self, SCRAMCommand.self])

    /// Whose secret it is.
    struct PrincipalOptions: ParsableArguments {
        @Option(help: "The principal's name, to print it, too.")
        var authid: String?

        @Option(help: "The principal's role, to print it, too.")
        var role: String?

        func print(_ snippet: ValueDictionary) {
            Swift.print(PrincipalSnippet.text(snippet, authid: authid, role: role))
        }
    }

    /// `wamp-router hash ticket`.
    struct TicketCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ticket", abstract: "For authmethod ticket: an Argon2id hash.")

        @OptionGroup var principal: PrincipalOptions

        @Flag(help: "Make a random ticket, print it on standard error, and hash it with SHA-256.")
        var random = false

        func run() throws {
            if random {
                let token = Base64URL.encode(try RandomBytes.make(32))
                FileHandle.standardError.write(Data((token + "\n").utf8))
                return principal.print(PrincipalSnippet.token(token))
            }
            let ticket = try SecretInput.read("ticket")
            principal.print(
                try PrincipalSnippet.ticket(ticket, salt: RandomBytes.make(StandardCost.saltSize)))
        }
    }

    /// `wamp-router hash wampcra`.
    struct WAMPCRACommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "wampcra", abstract: "For authmethod wampcra: a key derived with PBKDF2.")

        @OptionGroup var principal: PrincipalOptions

        func run() throws {
            let secret = try SecretInput.read("secret")
            principal.print(
                try PrincipalSnippet.wampcra(secret, salt: RandomBytes.make(StandardCost.saltSize)))
        }
    }

    /// `wamp-router hash scram`.
    struct SCRAMCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scram", abstract: "For authmethod wamp-scram: keys derived with Argon2id or PBKDF2."
        )

        @OptionGroup var principal: PrincipalOptions

        @Flag(name: .customLong("pbkdf2"), help: "Use PBKDF2, for clients without Argon2id.")
        var usesPBKDF2 = false

        func run() throws {
            let password = try SecretInput.read("password")
            principal.print(
                try PrincipalSnippet.scram(
                    password, salt: RandomBytes.make(StandardCost.saltSize), usesPBKDF2: usesPBKDF2))
        }
    }
}
