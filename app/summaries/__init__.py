"""Monthly summaries: slots and periods, the ledger of covered days, the monthly run (P6)."""
