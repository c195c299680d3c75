"""The ways on which digests reach people. Channels are plug-ins (`tracker.channels`), and the only place that speaks to their servers."""
