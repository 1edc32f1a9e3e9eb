"""What the platform does, one verb phrase each: opens the transaction, calls the store and the two libraries."""
