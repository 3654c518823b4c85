"""The interface for programs (接口) of the base: thin routers over the same actions and queries as the pages."""
