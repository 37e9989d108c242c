import Tensors

WaitPolicy.makePassive()
ParentWatch.begin()
CommandLineProgram.run()
