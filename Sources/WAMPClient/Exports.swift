// `Value` and `ValueDictionary` are all that is public in WAMP; `import WAMPClient` alone has to bring them and
// their literals.
@_exported import WAMP
