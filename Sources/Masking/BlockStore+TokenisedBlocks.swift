public import Corpora

extension BlockStore: TokenisedBlocks {}
