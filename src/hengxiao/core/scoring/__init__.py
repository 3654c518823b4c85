"""Scoring (评分): methods, lights, grades, proofs."""
