"""Looking at a dataset: a query, its rows, and their form as text, page or data."""
