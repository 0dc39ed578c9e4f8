"""Questions and forms on top of a page: values in, changed values out."""
