"""How fast and how big: generated studies, and the same questions asked of us and of others."""
