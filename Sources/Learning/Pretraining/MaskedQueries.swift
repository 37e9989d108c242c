import Masking
import Randomness
public struct MaskedQueries {
  init(_ c: LearningCorpus, _ r: RunConfiguration, beside: StageInputs) throws {}
  func draw(_ n: Int, using r: inout SeededGenerator) throws -> [MaskedQuery] { [] }
  func holds(_ b: Int, _ q: MaskedQuery) -> Bool { false }
  func holders(of: MaskedQuery) -> [Int] { [] }
  func heldOut(_ n: Int) -> [MaskedQuery] { [] }
}
