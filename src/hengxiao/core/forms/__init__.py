"""What a form is (表式): grid, headings, merges, recognition by meaning."""
