"""Background work (后台任务): kinds, the queue, the run of one job item by item, the worker and its periodic tick."""
