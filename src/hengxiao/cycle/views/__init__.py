"""Views of the cycle (页面), one module per part."""
