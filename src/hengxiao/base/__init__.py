"""Base (基础): organisations, people, roles and data scope, audit chain, files, jobs, notices, pages."""
