"""Kinds of background work of the cycle (本年度管理的后台任务)."""

from hengxiao.cycle.jobs import forms, indexing, printing, projects, rechecking, reminding, weighing

__all__ = ["forms", "indexing", "printing", "projects", "rechecking", "reminding", "weighing"]
