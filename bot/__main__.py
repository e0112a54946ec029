"""`python -m bot`: the same as `shipmate`."""

from bot.cli import main

main()
