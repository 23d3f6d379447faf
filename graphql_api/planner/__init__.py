"""From a selection to one SQL statement, and the words by which types declare their plans."""
