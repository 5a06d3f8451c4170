"""Sets of mappings that belong to no study: who says that which codes mean which constructs."""
