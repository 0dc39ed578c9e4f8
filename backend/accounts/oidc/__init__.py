"""An issuer of identities (OpenID Connect): its tokens and codes in, our accounts out."""
