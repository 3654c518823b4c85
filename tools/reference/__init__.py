"""The reference pages (参考手册): made from the program itself, so that they cannot drift."""
