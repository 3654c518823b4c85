"""Actions of the cycle (业务操作), one module per part."""
