"""What can be read out of a text: dates, amounts, versions, names, and the claims that they make together. Pure."""
