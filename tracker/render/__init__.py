"""How a digest is written. Renderers are plug-ins (`tracker.renderers`): a digest in, the text of a whole file out, nothing else."""
