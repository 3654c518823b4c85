"""Builds the cases of the conformance kit (一致性用例的来源): one module per area, apart from the product."""
