"""HTTP: health, metrics, and the endpoints that adapters mount."""
