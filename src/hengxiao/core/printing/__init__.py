"""Printing (打印): official docx, xlsx, pdf."""
