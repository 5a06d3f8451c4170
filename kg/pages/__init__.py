"""What a page shows, gathered in a few questions and put into words: no markup, no addresses."""
