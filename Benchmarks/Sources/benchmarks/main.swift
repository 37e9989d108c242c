import ArgumentParser
import Tensors

// As the program itself does, for what is measured is what a user gets.
WaitPolicy.makePassive()
BenchmarksCommand.main()
