"""How those who keep answers hear what has changed.

`board` is for the processes of one machine; `relay` carries announcements between
boards of several, over `postgres` or `redis`.
"""
