"""The widget in Firefox and WebKitGTK as Debian has them."""
