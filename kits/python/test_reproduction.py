"""Fails as long as the attack of this kit succeeds. For pytest, or `python -m unittest`."""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


class TestReproduction(unittest.TestCase):
    def test_touches_nothing_of_anothers(self) -> None:
        kit = [sys.executable, os.path.join(HERE, "reproduce.py")]
        done = subprocess.run(kit, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
