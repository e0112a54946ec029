"""Writes the gallery: `make gallery`."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
from pathlib import Path

import structlog
from gallery.page import gallery
from gallery.scenes import SCENES

HERE = Path(__file__).parent


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    made = asyncio.run(gallery(SCENES))
    shutil.rmtree(HERE / "pictures", ignore_errors=True)
    (HERE / "pictures").mkdir()
    for name, png in made.pictures.items():
        (HERE / "pictures" / name).write_bytes(png)
    (HERE / "index.html").write_text(made.page, encoding="utf-8")
    sys.stdout.write(f"{HERE / 'index.html'}: {len(SCENES)} scenes, {len(made.pictures)} pictures\n")


if __name__ == "__main__":
    main()
