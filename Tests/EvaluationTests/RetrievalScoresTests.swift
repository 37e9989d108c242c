import Evaluation
import Testing

@Suite struct RetrievalScoresTests {
    @Test func recallCountsQuestionsWithARelevantPassageAmongTheFirst() {
        let scores = RetrievalScores(relevance: [[true, false], [false, false, true], [false], []])
        #expect(scores.firstRelevant == [1, 3, nil, nil])
        #expect(scores.hits(at: 1) == [1, 0, 0, 0])
        #expect(scores.recall(at: 1).mean == 0.25)
        #expect(scores.recall(at: 5).mean == 0.5)
        #expect(abs(scores.meanReciprocalRank().mean - (1 + 1.0 / 3) / 4) < 1e-12)
    }

    @Test func recallNeverFallsWithLongerLists() {
        let scores = RetrievalScores(firstRelevant: [3, 1, nil, 20, 7, 2])
        let recalls = (1...25).map { scores.recall(at: $0).mean }
        #expect(recalls == recalls.sorted())
        #expect(recalls.last == 5.0 / 6)
    }

    @Test func pagesKeepTheRankOfTheirBestPassage() {
        let titles = ["Giza", "Khufu", "Giza", "", "", "Memphis"]
        let pages = PageRanking.pages([2, 0, 3, 4, 1, 0]) { titles[$0] }
        #expect(pages == [.titled("Giza"), .untitled(passage: 3), .untitled(passage: 4), .titled("Khufu")])
        let scores = PageRanking.scores(
            ranked: [[2, 0, 3, 1], [0, 2]], gold: [[.titled("Khufu"), .titled("Memphis")], [.titled("Memphis")]]
        ) { titles[$0] }
        #expect(scores.firstRelevant == [3, nil])
    }
}
