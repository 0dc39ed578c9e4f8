"""Who one is, and where: switching, the way in to a server, the menu of accounts, the account's
dialog. The application joins it with the pages; it knows none of them."""
