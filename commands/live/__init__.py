"""The live quiz: questions for everybody at once, with a timer, a standing and a podium."""
