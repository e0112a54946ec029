"""Rounds, scoring, streaks and ranks: pure functions over plain data, and the steps of a daily round."""
