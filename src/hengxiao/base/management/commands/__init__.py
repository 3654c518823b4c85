"""Part of the base (基础)."""
