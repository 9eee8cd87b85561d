import Testing
import WAMP

@testable import WAMPRouter

@Suite("The JSON Schema of the configuration")
struct RouterConfigurationSchemaTests {
    private func schema() throws -> ValueDictionary {
        let text = Array(RouterConfiguration.jsonSchema.utf8)
        return try #require(try JSON.parse(text.span.bytes).dictionary)
    }

    private func readerAccepts(_ value: Value) -> Bool {
        (try? RouterConfiguration.parse(value.bytes)) != nil
    }

    /// What is wrong with a value before its parts are compared with each other.
    private func declaredProblems(_ value: Value) -> [ConfigurationProblem] {
        var reader = SettingReader(environment: [:])
        let read: RouterConfiguration? = reader.object(value, .root)
        var found: [ConfigurationProblem] = []
        read?.check(at: .root, &found)
        reader.add(found)
        return reader.problems
    }

    @Test("The shipped schema is the one that the router prints")
    func shipped() throws {
        #expect(
            try ShippedConfiguration.bytes(of: "router.schema.json")
                == Array(RouterConfiguration.jsonSchema.utf8))
    }

    @Test("The schema accepts the shipped file, and defaults are those of the built-in configuration")
    func acceptsShipped() throws {
        let schema = try schema()
        #expect(try JSONSchemaValidator.accepts(try ShippedConfiguration.value(), schema))
        let limits = schema["properties"]?.dictionary?["limits"]?.dictionary?["properties"]?.dictionary
        #expect(limits?["hello_timeout_ms"]?.dictionary?["default"] == .integer(10_000))
        #expect(limits?["max_depth"]?.dictionary?["default"] == .integer(64))
        let realm = schema["properties"]?.dictionary?["realms"]?.dictionary?["items"]?.dictionary
        let history = realm?["properties"]?.dictionary?["event_history"]?.dictionary
        #expect(history?["default"] == .list([]))
        #expect(history?["minItems"] == nil)
    }

    @Test("The complete document of these tests has every key of the schema")
    func complete() throws {
        func missing(_ value: Value?, _ schema: ValueDictionary) -> [String] {
            if let items = schema["items"]?.dictionary {
                // A key need not be in every element.
                let lists = (value?.list ?? [nil]).map { missing($0, items) }
                return (lists.first ?? []).filter { key in lists.allSatisfy { $0.contains(key) } }
            }
            return (schema["properties"]?.dictionary ?? [:]).flatMap { key, property in
                guard let member = value?.dictionary?[key] else { return [key] }
                return missing(member, property.dictionary ?? [:])
            }
        }
        let text = Array(completeConfiguration.utf8)
        #expect(missing(try JSON.parse(text.span.bytes), try schema()) == [])
    }

    @Test("Every key has a description")
    func descriptions() throws {
        var count = 0
        func visit(_ schema: ValueDictionary) {
            for (key, property) in schema["properties"]?.dictionary ?? [:] {
                let property = property.dictionary ?? [:]
                #expect(property["description"]?.string?.hasSuffix(".") == true, "\(key)")
                count += 1
                visit(property)
                visit(property["items"]?.dictionary ?? [:])
            }
        }
        visit(try schema())
        #expect(count > 40)
    }

    @Test(
        "Schema and reader judge these documents alike",
        arguments: [
            (configuration(), true), (configuration(more: #","$schema":"x""#), true),
            (configuration(more: #","$schema":1"#), false), (configuration(more: #","limits":{}"#), true),
            (configuration(more: #","limits":{"max_depth":64.0}"#), true),
            (configuration(more: #","limits":{"max_depth":64.5}"#), false),
            (configuration(more: #","limits":{"max_depth":7}"#), false),
            (configuration(more: #","logging":{"level":"loud"}"#), false),
            (configuration(name: #""a..b""#), false), (configuration(name: #""com.é""#), true),
            (configuration(listeners: "[]"), false), (configuration(listeners: "[{}]"), false),
            (configuration(listeners: #"[{"type":"tcp","port":65535,"origins":["null"]}]"#), true),
            (configuration(listeners: #"[{"type":"tcp","port":65536}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"origins":["a.example"]}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"path":"ws"}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"static_files":""}]"#), false),
            (configuration(listeners: #"[{"type":"tcp"}]"#), false),
            (configuration(listeners: #"[{"type":"unix"}]"#), false),
            (configuration(listeners: #"[{"type":"systemd"}]"#), true),
            (configuration(listeners: #"[{"type":"unix","socket":"a"}]"#), true),
            (configuration(listeners: #"[{"type":"unix","socket":"a","port":1}]"#), false),
            (configuration(listeners: #"[{"type":"unix","socket":"a","mode":"0888"}]"#), false),
            (configuration(listeners: #"[{"type":"unix","socket":"a","mode":"660"}]"#), true),
            (configuration(listeners: #"[{"type":"unix","socket":"a","mode":660}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"socket":"a"}]"#), false),
            (configuration(listeners: #"[{"type":"systemd","name":"a b"}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"transports":[]}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"transports":["http"]}]"#), true),
            (configuration(listeners: #"[{"type":"tcp","port":1,"transports":["http"],"path":"/"}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"serializers":["xml"]}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"serializers":["cbor","cbor"]}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"longpoll_path":"/"}]"#), false),
            (configuration(listeners: #"[{"type":"tcp","port":1,"longpoll_path":"/a/"}]"#), false),
            (configuration(authentication: "{}"), false),
            (configuration(permissions: #"[{"uri":"a b","allow":{}}]"#), false),
            (configuration(permissions: #"[{"uri":"a"}]"#), false), (completeConfiguration, true),
            (configuration(realm: #","event_history":[]"#), true),
            (configuration(realm: #","event_history":[{"uri":"a b"}]"#), false),
            (configuration(realm: #","registration_takeover":"always""#), false),
        ])
    func alike(text: String, isValid: Bool) throws {
        let bytes = Array(text.utf8)
        let value = try JSON.parse(bytes.span.bytes)
        #expect(try JSONSchemaValidator.accepts(value, try schema()) == isValid)
        #expect(readerAccepts(value) == isValid)
    }

    @Test("The reader refuses what the schema cannot express, and the schema accepts it")
    func readerOnly() throws {
        for text in [
            configuration(permissions: #"[{"uri":"a..b","allow":{}}]"#),
            configuration(authentication: #"{"anonymous":{"role":"b"}}"#),
            configuration(name: #""${NOT_SET}""#),
            configuration(listeners: #"[{"type":"${NOT_SET}","port":1,"socket":"a"}]"#),
            configuration(listeners: #"[{"type":"tcp","port":1,"transports":["${NOT_SET}"],"path":"/"}]"#),
            configuration(listeners: #"[{"type":"tcp","port":1,"path":"/longpoll/ws"}]"#),
            configuration(listeners: #"[{"type":"tcp","port":1,"ipv6_only":true}]"#),
            configuration(listeners: #"[{"type":"systemd"},{"type":"systemd","name":"a"}]"#),
            configuration(realm: #","call_timeout":{"default_ms":2,"max_ms":1}"#),
            configuration(realm: #","event_history":[{"uri":"a"},{"uri":"a"}]"#),
            configuration(realm: #","event_history":[{"uri":"wamp.a"}]"#),
            configuration(more: #","limits":{"max_message_size":4096,"max_outbound_bytes":2048}"#),
        ] {
            let bytes = Array(text.utf8)
            let value = try JSON.parse(bytes.span.bytes)
            #expect(try JSONSchemaValidator.accepts(value, try schema()), "\(text)")
            #expect(!readerAccepts(value), "\(text)")
        }
    }

    @Test("Schema and reader agree on every document that differs in one place from one that has every key")
    func everyVariation() throws {
        let schema = try schema()
        let text = Array(completeConfiguration.utf8)
        var accepted = 0
        var refused = 0
        for variation in try JSON.parse(text.span.bytes).variations {
            let bySchema = try JSONSchemaValidator.accepts(variation, schema)
            let problems = declaredProblems(variation)
            if bySchema {
                #expect(problems.isEmpty, "\(problems)")
                accepted += 1
            } else {
                #expect(!readerAccepts(variation), "\(String(decoding: variation.bytes, as: UTF8.self))")
                refused += 1
            }
        }
        #expect(accepted > 80)
        #expect(refused > 400)
    }
}

extension Value {
    /// Every value that differs from this one in one place: something else instead, a member or element
    /// removed, a key added.
    fileprivate var variations: [Value] {
        var variations: [Value] = [
            nil, true, 0, -1, 1.5, 5000.0, 1e300, "", "x", "a b", "/", [], [:], [1], ["x"], [[:]], ["x": 1],
        ]
        switch self {
        case .dictionary(let members):
            for (key, value) in members {
                var without = members
                without[key] = nil
                variations.append(.dictionary(without))
                for variation in value.variations {
                    var changed = members
                    changed[key] = variation
                    variations.append(.dictionary(changed))
                }
            }
            var more = members
            more["unknown"] = 1
            variations.append(.dictionary(more))
        case .list(let elements):
            for (position, element) in elements.enumerated() {
                var changed = elements
                changed.remove(at: position)
                variations.append(.list(changed))
                for variation in element.variations {
                    changed = elements
                    changed[position] = variation
                    variations.append(.list(changed))
                }
            }
        case .null, .bool, .integer, .unsigned, .double, .string, .binary: break
        }
        return variations
    }
}
