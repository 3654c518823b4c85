"""衡效 Hengxiao: budget-performance forms, read, understood, checked, scored and printed."""
