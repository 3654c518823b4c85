"""Queries of the cycle (查询), one module per part."""
