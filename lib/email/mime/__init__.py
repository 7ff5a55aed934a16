"""Classes that make messages of MIME types."""
