"""Two accounts and an asset of the site in one code location."""
