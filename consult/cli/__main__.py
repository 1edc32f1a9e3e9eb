"""python -m consult.cli: the same as the command `consult`."""

from consult.cli import main

main(prog_name="consult")
