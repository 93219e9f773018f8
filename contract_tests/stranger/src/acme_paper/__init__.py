"""A toy exchange (`exchange`), and its adapter for Tradeport (`engine`): the smallest that is complete and honest."""
