"""What people ask and the base does not answer: questions to the liaisons, and searches without a result."""
