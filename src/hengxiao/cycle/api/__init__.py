"""The interface for programs (接口) of the cycle: thin routers over the same actions and queries as the pages."""
