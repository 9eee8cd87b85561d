import Foundation
import Routing
import Testing

/// Random walks of the real router beside the reference. `MODEL_SEED` repeats the walks of one seed, `MODEL_STEPS` sets how
/// many steps each seed takes.
@Suite(
    "Broker and dealer against an obvious reference: basic and advanced profile, Publish and Subscribe, Remote Procedure Calls"
)
struct ModelTests {
    private static let environment = ProcessInfo.processInfo.environment
    static let seeds: [UInt64] =
        environment["MODEL_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? Array(1...8)
    static let stepsPerSeed = environment["MODEL_STEPS"].flatMap { Int($0) } ?? 25_000
    /// A realm lives this long, then comes another one with other limits.
    static let stepsPerWalk = 1_000

    @Test("Every operation of a random walk has the effects that the reference decides", arguments: seeds)
    func randomWalk(seed: UInt64) {
        var choices = RandomChoices(generator: SplitMix(seed: seed))
        for number in 0..<Self.stepsPerSeed / Self.stepsPerWalk {
            var walk = ModelWalk(ModelSettings(seed: seed, &choices))
            var chooser = OperationChooser()
            do throws(ModelWalk.Divergence) {
                for step in 1...Self.stepsPerWalk {
                    try walk.step(chooser.next(&choices, at: walk.reference))
                    // A realm empties and fills again.
                    if step == Self.stepsPerWalk / 2 { try walk.dismissAll() }
                }
                try walk.dismissAll()
            } catch {
                Issue.record("MODEL_SEED=\(seed), walk \(number): \(walk.report(error))")
                return
            }
        }
    }

    @Test("Every operation of the fuzzer's corpus has the effects that the reference decides")
    func corpus() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Fuzz/Corpus/routing")
        let files = try FileManager.default.contentsOfDirectory(
            at: folder.standardized, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            if let divergence = ModelWalk.replay(Array(try Data(contentsOf: file)), isShrunk: true) {
                Issue.record("\(file.lastPathComponent): \(divergence)")
            }
        }
    }
}
