"""The door and the account, in the looks that the theme gives them (templates ``account/…``)."""
