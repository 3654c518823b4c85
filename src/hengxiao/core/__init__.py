"""Pure library (核心库): no web framework, no network, no clock except as an argument."""
