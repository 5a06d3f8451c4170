"""Works of literature across studies: which are one, who says so, and what others know of them."""
