"""A group's containers: what can be asked for, and what is told of them."""
