"""What those who host are given: documents, and files to start from."""
