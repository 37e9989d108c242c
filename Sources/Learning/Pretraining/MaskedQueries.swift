import Corpora
import DurableFiles
import Foundation
import Masking
import Randomness
import Wordpieces

/// The masked queries that a corpus offers: to train on, and held out to measure on.
public struct MaskedQueries {
}
