import DemoData
import Randomness
import Testing

@Suite struct SquadDetokenizationTests {
    @Test(arguments: [
        ("The river ' s source , they said .", "The river's source, they said."),
        ("Count D ' Olier and O ' Neill", "Count D'Olier and O'Neill"),
        ("a north - south road", "a north-south road"),
        ("61 . 1 % of 1 , 204 , 339", "61.1% of 1,204,339"),
        ("It cost $ 5 or £ 4 .", "It cost $5 or £4."),
        ("the U . S . Army", "the U.S. Army"),
        ("and / or ( both )", "and/or (both)"),
        ("A claim [ citation needed ] stands [ 12 ] here", "A claim stands here"),
        ("He said \" no \" and left \" at once \" .", "He said \"no\" and left \"at once\"."),
        ("a ' quoted ' word", "a 'quoted' word"),
        ("as told.: 133 – 134 Later", "as told. Later"),
    ])
    func spacesOfTokenisationAreUndone(text: String, expected: String) throws {
        #expect(try SquadDetokenization().detokenized(text) == expected)
    }

    @Test func anOpeningMarkAtTheEndStaysAlone() {
        #expect(SquadDetokenization.withJoinedQuotes("the end \"") == "the end \"")
        #expect(SquadDetokenization.withJoinedQuotes("\" \"") == "\" \"")
    }

    @Test func noLetterIsLost() throws {
        var generator = SeededGenerator(seed: 9)
        let tokens = ["river", "'", "\"", "(", ")", ",", ".", "é", "-", "3", "/", "%", "$", "s", "–", ":"]
        let detokenization = try SquadDetokenization()
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...14, using: &generator))
                .map { _ in tokens[Int.random(in: 0..<tokens.count, using: &generator)] }.joined(separator: " ")
            let letters = detokenization.detokenized(text).filter(\.isLetter)
            #expect(letters == text.filter(\.isLetter))
        }
    }
}
