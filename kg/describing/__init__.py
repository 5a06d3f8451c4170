"""What is said about a thing, and about the graph as a whole, in words other tools understand."""
