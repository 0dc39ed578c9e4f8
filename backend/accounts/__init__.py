"""Who somebody is: passwords and secrets in, accounts and tokens out."""
