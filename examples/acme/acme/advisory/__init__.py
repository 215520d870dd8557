"""The advisory's twin: its remedies R1 and R2 as it gives them, on top of safe code for everything else."""
