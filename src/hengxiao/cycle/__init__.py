"""The management cycle (年度管理周期): declare → review → approve → adjust → publish; the second half follows."""
