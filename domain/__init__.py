"""What may happen in the network of municipalities, and what happened."""
