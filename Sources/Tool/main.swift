import TesseraCommand

runCommandLine()
