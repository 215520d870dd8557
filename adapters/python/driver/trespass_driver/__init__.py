"""
The part of Trespass that runs inside the target's interpreter: it calls the target and reports the files and requests
of each step.
"""
