"""Measurements (基准): speed as ratios to other tools and to floors in the same run, correctness beside every speed."""
