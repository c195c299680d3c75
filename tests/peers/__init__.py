"""Other tools on the same data: what they tell, beside what we tell."""
