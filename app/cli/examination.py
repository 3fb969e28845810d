"""What `rejoinder doctor` looks at, in order.

A check says what it found in one sentence and, where something is wrong, what to do.
To add one, write a function that takes a `Patient` and gives a `Finding`, and put it
into `ALWAYS`, or into `WITH_DATABASE` where it reads the tables.
"""

from app.cli import insides, surroundings
from app.cli.findings import Check

ALWAYS: dict[str, Check] = {
    "address": surroundings.address,
    "proxy": surroundings.proxy,
    "online": surroundings.online,
    "folder": surroundings.folder,
    "secret key": surroundings.secret,
    "mail": surroundings.mail,
    "database": insides.database,
    "processes": insides.processes,
}
WITH_DATABASE: dict[str, Check] = {
    "sites": insides.embedding,
    "clock": insides.clock,
    "retention": insides.tidiness,
    "logins": insides.issuers,
}
