"""What the pages show, read from the dataset as plain records; the JSON API gives the same."""
