"""Checks (审核): one function per check."""
