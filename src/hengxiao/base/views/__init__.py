"""Pages of the base (页面), one module per part."""

from hengxiao.base.views.home import home

__all__ = ["home"]
