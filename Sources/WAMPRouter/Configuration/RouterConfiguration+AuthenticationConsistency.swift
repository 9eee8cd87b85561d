import WAMP
import WAMPAuth

extension RouterConfiguration.Realm {
    /// Records a way to a role that is none of the realm's, that there is no way, and what contradicts itself.
    func checkAuthentication(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        checkOpenness(path, &problems)
        checkRole(authentication.anonymous?.role, path.key("anonymous").key("role"), &problems)
        checkRole(authentication.header?.role, path.key("header").key("role"), &problems)
        checkTokens(path.key("jwt"), &problems)
        let place = path.key("principals")
        var names = PrincipalNames()
        checkPrincipals(authentication.principals, place, &names, &problems)
    }

    /// Records what is wrong with the principals of a users file, whose list of principals is at `path`.
    func checkUsers(
        _ users: [RouterConfiguration.Principal], _ path: ConfigurationPath,
        _ problems: inout [ConfigurationProblem]
    ) {
        var names = PrincipalNames()
        var known: [ConfigurationProblem] = []
        // Those of the configuration itself come first, and have been judged.
        checkPrincipals(authentication.principals, .root.key("router.json"), &names, &known)
        checkPrincipals(users, path, &names, &problems)
    }

    private func checkOpenness(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        let keys = authentication.openKeys
        guard keys.isEmpty else { return }
        let all = RouterConfiguration.Authentication.methodKeys
        problems.append(
            .init(
                path,
                "nobody can join: expected at least one of the keys "
                    + all.map { "\"\($0)\"" }.joined(separator: ", "),
                grounds: all.map { path.key($0) }))
    }

    private func checkRole(
        _ role: String?, _ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]
    ) {
        // A role whose name could not be read may be the one.
        guard let role, !role.isEmpty, !roles.isEmpty,
            roles.allSatisfy({ !$0.name.isEmpty && $0.name != role })
        else { return }
        let known = roles.map { "\"\($0.name.escapedForOneLine)\"" }.joined(separator: ", ")
        problems.append(
            .init(path, "found \"\(role.escapedForOneLine)\", expected a role of this realm: \(known)"))
    }

    private func checkTokens(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        guard let tokens = authentication.jwt else { return }
        checkRole(tokens.role, path.key("role"), &problems)
        if tokens.role == nil, tokens.roleClaim == nil {
            problems.append(
                .init(
                    path, "expected the key \"role\", the key \"role_claim\", or both",
                    grounds: [path.key("role"), path.key("role_claim")]))
        }
        for (position, key) in tokens.keys.enumerated() {
            key.check(path.key("keys").position(position), &problems)
        }
    }

    private func checkPrincipals(
        _ principals: [RouterConfiguration.Principal], _ path: ConfigurationPath,
        _ names: inout PrincipalNames, _ problems: inout [ConfigurationProblem]
    ) {
        for (position, principal) in principals.enumerated() {
            let place = path.position(position)
            checkRole(principal.role, place.key("role"), &problems)
            for method in principal.methods where !authentication.opens(method) {
                problems.append(
                    .init(
                        place.key(method),
                        "the realm's authentication has no key \"\(method == "cookies" ? "cookie" : method)\", "
                            + "which opens the method"))
            }
            principal.wampcra?.check(place.key("wampcra"), &problems)
            principal.scram?.check(place.key("scram"), &problems)
            names.add(principal, place, &problems)
        }
    }
}

extension RouterConfiguration.Authentication {
    fileprivate static let methodKeys = [
        "anonymous", "ticket", "wampcra", "scram", "cryptosign", "tls", "cookie", "header", "jwt", "dynamic",
    ]

    /// The keys of methods that are there.
    fileprivate var openKeys: Set<String> {
        let isThere: [(String, Bool)] = [
            ("anonymous", anonymous != nil), ("ticket", ticket != nil), ("wampcra", wampcra != nil),
            ("scram", scram != nil), ("cryptosign", cryptosign != nil), ("tls", tls != nil),
            ("cookie", cookie != nil), ("header", header != nil), ("jwt", jwt != nil),
            ("dynamic", dynamic != nil),
        ]
        return Set(isThere.filter(\.1).map(\.0))
    }

    /// - Parameter method: a key of a principal.
    fileprivate func opens(_ method: String) -> Bool {
        openKeys.contains(method == "cookies" ? "cookie" : method)
    }
}

extension RouterConfiguration.Principal {
    /// The keys of what it has for methods.
    fileprivate var methods: [String] {
        let isThere: [(String, Bool)] = [
            ("ticket", ticket != nil), ("wampcra", wampcra != nil), ("scram", scram != nil),
            ("cryptosign", !cryptosign.isEmpty), ("tls", !tls.isEmpty), ("cookies", !cookies.isEmpty),
        ]
        return isThere.filter(\.1).map(\.0)
    }
}

extension RouterConfiguration.CRACredential {
    fileprivate func check(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        let isComplete =
            secret != nil ? key == nil && salt == nil : key != nil && salt != nil
        guard !isComplete else { return }
        problems.append(
            .init(
                path, "expected either the key \"secret\", or the keys \"key\" and \"salt\"",
                grounds: ["secret", "key", "salt"].map { path.key($0) }))
    }
}

extension RouterConfiguration.SCRAMCredential {
    fileprivate func check(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        let grounds = ["kdf", "memory", "iterations"].map { path.key($0) }
        let message: String
        switch (kdf, memory) {
        case (.pbkdf2, nil):
            guard iterations < 4_096, iterations > 0 else { return }
            message = "found \(iterations) iterations, expected at least 4096 for pbkdf2"
        case (.pbkdf2, _?): message = "the key \"memory\" does not belong to pbkdf2"
        case (.argon2id13, nil), (.argon2idText, nil): message = "the key \"memory\" is missing"
        case (.argon2id13, let memory?), (.argon2idText, let memory?):
            let cost = Argon2id.Cost(iterations: iterations, memory: memory)
            // As many as Autobahn|Python takes are more than this router computes itself, and clients compute them.
            guard iterations > 0, !cost.isAcceptable, iterations > 10_000 else { return }
            message = "found \(iterations) iterations, expected at most 10000"
        }
        problems.append(.init(path, message, grounds: grounds))
    }
}

extension RouterConfiguration.JSONWebKey {
    fileprivate func check(_ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]) {
        let grounds = ["algorithm", "secret", "public_key_file"].map { path.key($0) }
        let hasFile = publicKeyFile != nil || publicKey != nil
        let message: String
        if isSymmetric {
            guard secret == nil || hasFile else { return }
            message = "expected the key \"secret\" alone, because the algorithm is \(algorithm.rawValue)"
        } else if !hasFile || secret != nil {
            message =
                "expected the key \"public_key_file\" alone, because the algorithm is \(algorithm.rawValue)"
        } else {
            // What is in the file is judged once it has been read.
            guard publicKey != nil, compiled == nil else { return }
            message = "the public key is none in PEM for \(algorithm.rawValue)"
        }
        problems.append(.init(path, message, grounds: grounds))
    }
}

/// What only one principal of a realm may have, with its place.
private struct PrincipalNames {
    private var places: [[UInt8]: ConfigurationPath] = [:]

    mutating func add(
        _ principal: RouterConfiguration.Principal, _ path: ConfigurationPath,
        _ problems: inout [ConfigurationProblem]
    ) {
        add("authid", principal.authid, path.key("authid"), &problems)
        for (position, key) in principal.cryptosign.enumerated() {
            add("public key", key.lowercased(), path.key("cryptosign").position(position), &problems)
        }
        for (position, name) in principal.tls.enumerated() {
            add("certificate", name, path.key("tls").position(position), &problems)
        }
        for (position, cookie) in principal.cookies.enumerated() {
            add("cookie", cookie, path.key("cookies").position(position), &problems)
        }
    }

    private mutating func add(
        _ kind: String, _ name: String, _ path: ConfigurationPath, _ problems: inout [ConfigurationProblem]
    ) {
        guard !name.isEmpty else { return }
        let identity = Array("\(kind) \(name)".utf8)
        guard let other = places[identity] else {
            places[identity] = path
            return
        }
        problems.append(.init(path, "the same \(kind) is already at \(other)", grounds: [other]))
    }
}
