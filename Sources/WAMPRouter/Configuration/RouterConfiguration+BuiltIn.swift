extension RouterConfiguration {
    /// What the router does without a configuration file: it serves this machine only, on port 8080, with one
    /// realm in which everybody may do everything, but of the reserved `wamp.` name space only what reads or
    /// concerns the own session.
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
                                Permission(uri: "wamp.", match: .prefix, allow: Allow(subscribe: true)),
                            ] + metaProcedures)
                    ],
                    authentication: Authentication(anonymous: Anonymous(role: "anonymous")))
            ])
    }

    /// The procedures of the meta API that act on nobody but the caller. The rules allow to subscribe, too: a
    /// rule decides about all actions on its URI, and a pattern can be subscribed to only if every URI that
    /// it matches can.
    private static var metaProcedures: [Permission] {
        [
            "wamp.session.count", "wamp.session.list", "wamp.session.get",
            "wamp.session.add_testament", "wamp.session.flush_testaments",
            "wamp.registration.list", "wamp.registration.lookup", "wamp.registration.match",
            "wamp.registration.get", "wamp.registration.list_callees", "wamp.registration.count_callees",
            "wamp.subscription.list", "wamp.subscription.lookup", "wamp.subscription.match",
            "wamp.subscription.get", "wamp.subscription.list_subscribers",
            "wamp.subscription.count_subscribers", "wamp.subscription.get_events",
        ]
        .map { Permission(uri: $0, allow: Allow(call: true, subscribe: true)) }
    }
}
