import TesseraCommand
import Training

runCommandLine(strategies: .builtIn.adding(OpinionPool()))
