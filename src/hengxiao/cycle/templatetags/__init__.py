"""Template tags of the cycle (模板标签)."""
