import Tessera
import TesseraCommand

runCommandLine(strategies: .builtIn.adding(OpinionPool()))
