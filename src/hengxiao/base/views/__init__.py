"""Pages of the base (页面), one module per part."""
