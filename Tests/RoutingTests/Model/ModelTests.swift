import Foundation
import Routing
import Testing

/// Random walks of the real router beside the reference. `MODEL_SEED` repeats one walk, `MODEL_STEPS` sets the length of
/// each.
@Suite(
    "Broker and dealer against an obvious reference: basic profile, Publish and Subscribe, Remote Procedure Calls"
)
struct ModelTests {
    private static let environment = ProcessInfo.processInfo.environment
    static let seeds: [UInt64] =
        environment["MODEL_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? Array(1...8)
    static let stepsPerSeed = environment["MODEL_STEPS"].flatMap { Int($0) } ?? 25_000

    @Test("Every operation of a random walk has the effects that the reference decides", arguments: seeds)
    func randomWalk(seed: UInt64) {
        var choices = RandomChoices(generator: SplitMix(seed: seed))
        var walk = ModelWalk(hashSeed: seed)
        var chooser = OperationChooser()
        do throws(ModelWalk.Divergence) {
            for step in 1...Self.stepsPerSeed {
                try walk.step(chooser.next(&choices, at: walk.reference))
                // Now and then a realm empties and fills again.
                if step % 2_500 == 0 { try walk.dismissAll() }
            }
            try walk.dismissAll()
        } catch {
            Issue.record("MODEL_SEED=\(seed) \(error.description)")
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
            do throws(ModelWalk.Divergence) {
                let bytes = try? Data(contentsOf: file)
                try ModelWalk.replay(Array(bytes ?? Data()))
            } catch {
                Issue.record("\(file.lastPathComponent) \(error.description)")
            }
        }
    }
}
