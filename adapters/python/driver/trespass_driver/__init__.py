"""The part of Trespass that runs inside the target's interpreter: drives it and reports what it touched."""
