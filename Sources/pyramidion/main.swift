import Tensors

WaitPolicy.makePassive()
CommandLineProgram.run()
