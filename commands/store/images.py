"""When images were last used on each sandbox host, and which group pulled what."""
