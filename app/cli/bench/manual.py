"""What `rejoinder bench --help` says: the manual of measuring."""

MANUAL = """\
Measure how fast the service is on this machine, and beside what.

Fills a site of made-up comments in a scratch database, starts `rejoinder serve`
over it with the limits off, loads it from a process of its own, and prints a
table. Your own data is never touched.

\b
hot        one thread, 16 connections
sample     1,000 threads in turn, 16 connections
unchanged  the same thread with If-None-Match, answered 304
counts     the counts of 50 threads in one request
posts      32 clients that post, each a comment of its own
mix        64 connections, of whose requests 5 % are posts

Each is run in turn, pair by pair, with the least that could do the same: reads
with the bare answer (the same bytes from memory, through the same WSGI server) and
nginx with the finished file where there is nginx; posts with the bare loop (one
process that renders the same Markdown and commits the same rows, without HTTP);
the mix with the same readers alone. `ratio` is ours to the first of these, the
median of the pairs: it means something on a busy machine too, where the other
figures do not.

The server has one core for itself, the load the others, where the system lets us
say so. `generator` shows how much of a core the load took: near 100 % the load
was the limit, not the server. `CPU µs each` is the server's processor time for an
answer, from /proc. Where strace is found, a run of posts counts fsyncs.

\b
rejoinder bench                                  all of it, some five minutes
rejoinder bench --comments 1000 --threads 10 --seconds 1 --rounds 1
rejoinder bench --only posts --database-url postgresql://…/empty
rejoinder bench --against http://127.0.0.1:8080 --flavour isso --posts
rejoinder bench growth --svg growth.svg          cost against size
"""
