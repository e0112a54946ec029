"""What the values of flags and the images mean, each read as docker's own command line reads it.

A reader takes the text of one value and returns what it says; `Misfit` says why docker would refuse it.
"""
