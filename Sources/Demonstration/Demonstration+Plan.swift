import DurableFiles
import Foundation

extension Demonstration {
    /// The plan of this call: the one that an earlier call began with, or a new one fitted to the machine.
    static func plan(
        quick: Bool, minutes: Double?, folders: Folders, say: (String) -> Void
    ) throws -> DemoPlan {
        let usual = quick ? DemoPlan.quick : DemoPlan.full
        let file = folders.output.appending(path: "plan.json")
        if let kept = try? JSONDecoder().decode(KeptPlan.self, from: Data(contentsOf: file)),
            kept.usual == usual, kept.minutes == minutes
        {
            return kept.plan
        }
        let step = try StepRate.inverseClozeSeconds(models: folders.data.appending(path: "models"))
        let plan = minutes.map { usual.scaled(toMinutes: $0, step: step) } ?? usual
        let expected = Int((plan.predictedSeconds(step: step) / 60).rounded(.up))
        say(
            "a training step takes \((step * 100).rounded() / 100) s here, so the demonstration takes about "
                + "\(expected) min; DEMO_MINUTES=N makes it take N")
        try DurableFile.write(json(KeptPlan(usual: usual, minutes: minutes, plan: plan)), to: file)
        return plan
    }

    private struct KeptPlan: Codable {
        var usual: DemoPlan
        var minutes: Double?
        var plan: DemoPlan
    }
}
