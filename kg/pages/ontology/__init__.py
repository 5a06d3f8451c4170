"""The ontology as people read it: terms, axioms in words, drawings of classes, and its changes."""
