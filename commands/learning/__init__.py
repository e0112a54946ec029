"""Lessons on the platforms: a learner's place in each, cards as replies, and diagrams as pictures and as letters."""
