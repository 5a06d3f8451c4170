"""What belongs together across studies: words published twice. Never people."""
