"""Analytics (汇总): corpora of forms as columns."""
