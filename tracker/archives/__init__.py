"""Where the past of sources is kept: each module an `Archive` of `tracker.ports`, or a part of one. What is listed is opened one by one."""
