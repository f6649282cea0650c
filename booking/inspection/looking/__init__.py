"""The child: looks into one file, and answers in one word of ``findings``. Of the house it imports itself alone."""
