"""The web application (网站): settings, addresses, entry points."""
