"""The channels by which events reach people, and the jobs done every so often.

A new channel is a module here that makes a `Channel`, and its name in the list below.
"""

from app.services.channels import moderators, readers, staff, webhooks
from app.services.channels.base import Channel, Job

CHANNELS: tuple[Channel, ...] = (
    *readers.CHANNELS,
    *moderators.CHANNELS,
    *webhooks.CHANNELS,
    *staff.CHANNELS,
)
JOBS: tuple[Job, ...] = (*moderators.JOBS,)
