"""What several test packages and the benchmarks need. Test cases do not belong here."""
