// A libFuzzer target over the routing core. From the root of the package:
//
//     mkdir -p .build-fuzz
//     swiftc -O -wmo -parse-as-library -package-name wamp-router -module-name WAMP \
//         -emit-module -emit-module-path .build-fuzz/WAMP.swiftmodule \
//         -emit-object -o .build-fuzz/WAMP.o $(find Sources/WAMP -name '*.swift')
//     swiftc -Onone -parse-as-library -sanitize=fuzzer,address -package-name wamp-router -module-name Routing \
//         -suppress-warnings -I .build-fuzz .build-fuzz/WAMP.o $(find Sources/Routing -name '*.swift') \
//         $(find Tests/RoutingTests/Model -name '*.swift' ! -name '*Tests.swift') \
//         Tests/RoutingTests/EffectRecord.swift Tests/RoutingTests/SplitMix.swift \
//         Tests/Fuzz/FuzzRouting.swift -o .build-fuzz/fuzz-routing
//     SWIFT_BACKTRACE=enable=no .build-fuzz/fuzz-routing -max_len=4096 -timeout=10 Tests/Fuzz/Corpus/routing
//
// The second module is Routing itself together with the model of its tests, so that the model sees its tables. It is not
// optimized, so that `assert` counts. An input is a list of choices, each a byte or two: first the limits of the realm, then
// who does what with which ids, URIs and options.

/// Takes the broker and the dealer through the operations that the input chooses, beside the reference of the model test;
/// what they decide and the state of their tables are compared after each.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzRouting(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    if let divergence = ModelWalk.replay(input, isShrunk: false) { fatalError(divergence) }
    return 0
}
