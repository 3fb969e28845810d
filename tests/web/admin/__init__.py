"""The desk: its pages as a browser without JavaScript has them."""
