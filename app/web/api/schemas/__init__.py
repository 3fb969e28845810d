"""What goes over the wire as JSON: the only place that knows its names."""
