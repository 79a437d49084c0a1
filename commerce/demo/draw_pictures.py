"""Draws the demo products' pictures from pictures.toml: a tool for authors, not run by the shop.

Needs chromium and the npm package @iconify-json/fluent-emoji (MIT), for instance:
    npm install --prefix build @iconify-json/fluent-emoji@1.2.7
    python -m commerce.demo.draw_pictures build/node_modules/@iconify-json/fluent-emoji/icons.json
"""

import base64
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).parent
SIDE = 800
SMALL_SIDE = 480
COLUMNS = 4
ROWS = 3
QUALITY = 82
DARK_BACKDROPS = ("dusk", "night")

STYLE = f"""
body {{ margin: 0; width: {SIDE * COLUMNS}px; font-size: 0 }}
.card {{ position: relative; display: inline-block; overflow: hidden; width: {SIDE}px;
  height: {SIDE}px; background: radial-gradient(circle at 32% 22%, var(--light), var(--deep) 92%) }}
.halo {{ position: absolute; left: 11%; top: 11%; width: 78%; height: 78%; border-radius: 50%;
  background: linear-gradient(160deg, #fff, #fff0 85%); opacity: var(--halo) }}
.floor {{ position: absolute; left: 24%; top: 81%; width: 52%; height: 7%; border-radius: 50%;
  background: var(--shade); filter: blur(20px) }}
.thing {{ position: absolute }}
.companion {{ filter: drop-shadow(0 10px 12px var(--shade)) }}
"""


class Icons:
    """The icon set: vector drawings by name."""

    def __init__(self, path: Path) -> None:
        """Read the set's icons.json."""
        self._set: dict[str, Any] = json.loads(path.read_text())

    def image(self, name: str, box: tuple[float, float, float], turn: float, style: str) -> str:
        """An <img> of the icon, centred at x, y with a side, all in percent of the card."""
        alias = self._set["aliases"].get(name, {})
        body = self._set["icons"][alias.get("parent", name)]["body"]
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body}</svg>'
        x, y, side = box
        place = f"left:{x - side / 2}%;top:{y - side / 2}%;width:{side}%"
        source = base64.b64encode(drawing.encode()).decode()
        return (
            f'<img {style} style="{place};transform:rotate({turn}deg)"'
            f' src="data:image/svg+xml;base64,{source}">'
        )


def card(icons: Icons, recipe: dict[str, Any], backdrop: list[str]) -> str:
    """One picture as HTML."""
    dark = recipe["backdrop"] in DARK_BACKDROPS
    shade, halo = ("#0a0c22b0", "0.16") if dark else ("#4a2f4a52", "0.62")
    colours = f"--light:{backdrop[0]};--deep:{backdrop[1]};--shade:{shade};--halo:{halo}"
    look = (
        f"hue-rotate({recipe.get('hue', 0)}deg) saturate({recipe.get('saturate', 1)})"
        f" brightness({recipe.get('brightness', 1)}) drop-shadow(0 22px 24px var(--shade))"
    )
    main = icons.image(recipe["object"], (50, 49, recipe["size"] * 1.07), recipe.get("turn", 0), "")
    companions = "".join(
        icons.image(name, (x, y, side), turn, 'class="thing companion"')
        for name, x, y, side, turn in recipe.get("with", [])
    )
    return (
        f'<div class="card" style="{colours}"><div class="halo"></div><div class="floor"></div>'
        f'<div style="filter:{look};position:absolute;inset:0">'
        f"{main.replace('<img', '<img class=thing', 1)}</div>{companions}</div>"
    )


def photograph(cards: list[str], folder: Path) -> Image.Image:
    """A screenshot of a page of cards."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("chromium is not installed")
    page, shot = folder / "page.html", folder / "page.png"
    page.write_text(f'<meta charset="utf-8"><style>{STYLE}</style>{"".join(cards)}')
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    size = f"--window-size={SIDE * COLUMNS},{SIDE * ROWS}"
    subprocess.run(  # noqa: S603  the browser found on the path, on a page written here
        [chromium, *flags, size, f"--screenshot={shot}", page.as_uri()],
        check=True,
        capture_output=True,
    )
    return Image.open(shot).convert("RGB")


def draw(icons_path: Path, only: set[str]) -> None:
    """Draw all pictures, or `only` some, into pictures/<slug>.webp and <slug>.small.webp."""
    plan = tomllib.loads((HERE / "pictures.toml").read_text(encoding="utf-8"))
    icons = Icons(icons_path)
    slugs = [slug for slug in plan["pictures"] if not only or slug in only]
    (HERE / "pictures").mkdir(exist_ok=True)
    for start in range(0, len(slugs), COLUMNS * ROWS):
        page = slugs[start : start + COLUMNS * ROWS]
        recipes = [plan["pictures"][slug] for slug in page]
        cards = [card(icons, recipe, plan["backdrops"][recipe["backdrop"]]) for recipe in recipes]
        with tempfile.TemporaryDirectory() as folder:
            shot = photograph(cards, Path(folder))
        for place, slug in enumerate(page):
            left, top = place % COLUMNS * SIDE, place // COLUMNS * SIDE
            picture = shot.crop((left, top, left + SIDE, top + SIDE))
            picture.save(HERE / "pictures" / f"{slug}.webp", quality=QUALITY, method=6)
            picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
            picture.save(HERE / "pictures" / f"{slug}.small.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), set(sys.argv[2:]))
