"""What images are made of, as a lesson: steps in words, sizes as pictures, comparisons, bytes that lie there unseen."""
