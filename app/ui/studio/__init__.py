"""What creators do with films that are there: find them before they are sent once more, put another
file in the place of one, go back to a former one, change or delete many, and have files back."""
