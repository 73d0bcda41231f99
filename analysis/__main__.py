"""``python -m analysis``: see ``commands.py``."""

import sys

from analysis.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
