import Evaluation
import Testing

@Suite struct SplitTests {
    @Test(arguments: [
        ("who got the first nobel prize in physics", Split.test),
        ("who was the man behind the chipmunks", .train),
        ("what does jamaican people speak", .train),
        ("which nfl team represented the afc at super bowl 50", .dev),
        ("Which NFL team represented the AFC\u{00A0}at  Super Bowl 50?", .dev),
        ("Where is the café de Flore?", .dev),
        ("where is the cafe\u{301} de flore", .dev),
        ("What does ΟΔΟΣ mean?", .heldout),
    ])
    func theHashOfTheKeyDecides(question: String, split: Split) {
        #expect(Split(of: question) == split)
    }

    @Test func aboutAFifthIsHeldOutAndSixTenthsTrain() {
        let drawn = (0..<5_000).map { Split(of: "which pharaoh reigned in year \($0)") }
        #expect((900...1_100).contains(drawn.count { $0 == .heldout }))
        #expect((2_850...3_150).contains(drawn.count { $0 == .train }))
    }
}
