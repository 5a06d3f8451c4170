"""The others: each loads the same data and answers the same questions as well as it can."""
