extension RouterConfiguration {
    /// What the router does without a configuration file: it serves this machine only, on port 8080, with one
    /// realm in which everybody may do everything but what touches the reserved `wamp.` name space.
    ///
    /// It equals the `router.json` that comes with the router but for `static_files`: no folder is served,
    /// because there is no file whose folder it could lie in.
    public static var builtIn: RouterConfiguration {
        RouterConfiguration(
            listeners: [Listener(port: 8080)],
            realms: [
                Realm(
                    name: "realm1",
                    roles: [
                        Role(
                            name: "anonymous",
                            permissions: [
                                Permission(uri: "", match: .prefix, allow: .all),
                                Permission(uri: "wamp.", match: .prefix, allow: Allow()),
                            ])
                    ],
                    authentication: Authentication(anonymous: Anonymous(role: "anonymous")))
            ])
    }
}
