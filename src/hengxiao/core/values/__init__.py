"""The value grammar (指标值): "10家以上", "≥95%", "高级不超过80%、中级不超过90%", "明显" → typed values, and back."""

from hengxiao.core.values.model import Damage, Value

__all__ = ["Damage", "Value"]
