"""A season's course as a picture for a phone: a line a learner, told apart by colour, by mark and by the words at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from commands import dates
from commands.layers.drawing import fitted, font
from commands.quiz import periods
from commands.quiz.periods import Season
from commands.quiz.standings import Course
from commands.reply import Picture

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_WIDTH, _HEIGHT = 720, 640
"""Pixels: twice the width of a common phone, so that letters stay sharp."""

_EDGE, _LEFT, _TOP, _BOTTOM, _WORDS = 28, 84, 92, 72, 230
_TEXT, _TITLE = 24, 28
_GROUND, _INK, _GRID, _FRAME = "#FBFBF9", "#1B1B1B", "#D8D8D4", "#8A8A86"
_LINE, _BESIDE = 5, 10
"""Pixels of a line, and by how much it is wider for each one that runs over it the whole way, so that all are seen."""

_MARK = 9
"""Pixels from the middle of a mark to its edge."""

# Okabe and Ito, "Color Universal Design", 2008: told apart by those who see fewer colours, too.
_LOOKS = (
    ("#0072B2", "circle"),
    ("#D55E00", "square"),
    ("#009E73", "triangle"),
    ("#CC79A7", "diamond"),
    ("#56B4E9", "cross"),
)


def course_picture(season: Season, courses: Sequence[Course], today: date, locale: str) -> Picture | None:
    """Draws how the first five came to their points; None where there is no course yet to speak of."""
    shown = tuple(courses[: len(_LOOKS)])
    days = {day for each in shown for day, _ in each.steps}
    if len(days) < 2:
        return None
    last = max(min(today, season.last_day), *days)
    return Picture(_alt(season, shown, locale), _draw(season, shown, last, locale))


def _alt(season: Season, courses: Sequence[Course], locale: str) -> str:
    told = [f"{each.standing.rank}. {each.standing.name}, {each.standing.points} points" for each in courses]
    return f"{periods.season_title(season, locale)}: points over time as lines. {'; '.join(told)}."


@lru_cache(maxsize=100)
def _draw(season: Season, courses: tuple[Course, ...], last: date, locale: str) -> bytes:
    """Draws the picture once for all of a group who ask before somebody gains a point."""
    from PIL import Image, ImageDraw  # loaded where something is drawn: most answers have no picture

    card = Image.new("RGB", (_WIDTH, _HEIGHT), _GROUND)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, _WIDTH - 1, _HEIGHT - 1), outline=_FRAME, width=2)
    title = fitted(periods.season_title(season, locale), _TITLE, _WIDTH - 2 * _EDGE)
    pen.text((_EDGE, _EDGE), title, fill=_INK, font=font(_TITLE))
    most = max(max(points for _, points in each.steps) for each in courses if each.steps) or 1
    earliest = min(day for each in courses for day, _ in each.steps)
    chart = _Chart(max(earliest - timedelta(days=1), season.first_day), last, most)
    _draw_axes(pen, chart, locale)
    ends = _spread([chart.y(each.standing.points) for each in courses])
    for place, (each, (colour, mark), end) in reversed(list(enumerate(zip(courses, _LOOKS, ends, strict=False)))):
        covered = sum(other.steps == each.steps for other in courses[:place])
        _draw_line(pen, chart, each, colour, mark, width=_LINE + covered * _BESIDE)
        _draw_words(pen, chart, each, colour, mark, end)
    written = BytesIO()
    card.quantize(64, method=Image.Quantize.FASTOCTREE).save(written, "PNG")
    return written.getvalue()


class _Chart:
    """Where dates and points lie, in pixels."""

    def __init__(self, first: date, last: date, most: int) -> None:
        self.first, self.last, self.most = first, last, most
        self.right = _WIDTH - _EDGE - _WORDS
        self.floor = _HEIGHT - _BOTTOM

    def x(self, day: date) -> float:
        return _LEFT + (day - self.first).days / max((self.last - self.first).days, 1) * (self.right - _LEFT)

    def y(self, points: int) -> float:
        return self.floor - max(points, 0) / self.most * (self.floor - _TOP)


def _draw_axes(pen: ImageDraw, chart: _Chart, locale: str) -> None:
    for points in sorted({0, chart.most // 2, chart.most}):
        at = chart.y(points)
        pen.line((_LEFT, at, chart.right, at), fill=_GRID, width=2)
        width = font(_TEXT).getlength(str(points))
        pen.text((_LEFT - 14 - width, at - _TEXT / 2), str(points), fill=_INK, font=font(_TEXT))
    for day, align in ((chart.first, 0.0), (chart.last, 1.0)):
        words = dates.short_day(day, locale)
        left = chart.x(day) - align * font(_TEXT).getlength(words)
        pen.text((left, chart.floor + 18), words, fill=_INK, font=font(_TEXT))


def _draw_line(pen: ImageDraw, chart: _Chart, course: Course, colour: str, mark: str, *, width: int) -> None:
    points = [(chart.x(chart.first), chart.y(0)), *((chart.x(day), chart.y(total)) for day, total in course.steps)]
    pen.line([*points, (chart.right, points[-1][1])], fill=colour, width=width, joint="curve")
    seldom = max(len(points) // 6, 1)
    for x, y in points[1::seldom]:
        _draw_mark(pen, x, y, colour, mark)


def _draw_words(pen: ImageDraw, chart: _Chart, course: Course, colour: str, mark: str, end: float) -> None:
    """Writes who a line is beside its end, with the mark again."""
    at = chart.right + 24
    _draw_mark(pen, at, end, colour, mark)
    words = f"{course.standing.rank}. {course.standing.name}"
    points = f" {course.standing.points}"
    room = _WIDTH - _EDGE - at - 18 - font(_TEXT).getlength(points)
    pen.text((at + 18, end - _TEXT * 0.6), fitted(words, _TEXT, room) + points, fill=_INK, font=font(_TEXT))


def _spread(wanted: Sequence[float]) -> list[float]:
    """Moves heights, best first, apart so that the words don't run over each other."""
    step, placed = _TEXT + 12, list[float]()
    for height in wanted:
        placed.append(max(height, placed[-1] + step) if placed else height)
    over = max(placed[-1] - (_HEIGHT - _BOTTOM), 0) if placed else 0
    for position in range(len(placed) - 1, -1, -1):
        ceiling = placed[position + 1] - step if position + 1 < len(placed) else placed[position] - over
        placed[position] = min(placed[position], ceiling)
    return placed


def _draw_mark(pen: ImageDraw, x: float, y: float, colour: str, mark: str) -> None:
    match mark:
        case "circle":
            pen.ellipse((x - _MARK, y - _MARK, x + _MARK, y + _MARK), fill=colour, outline=_INK)
        case "square":
            pen.rectangle((x - _MARK, y - _MARK, x + _MARK, y + _MARK), fill=colour, outline=_INK)
        case "triangle":
            pen.polygon([(x, y - _MARK - 2), (x + _MARK + 1, y + _MARK), (x - _MARK - 1, y + _MARK)], colour, _INK)
        case "diamond":
            out = _MARK + 3
            pen.polygon([(x, y - out), (x + out, y), (x, y + out), (x - out, y)], fill=colour, outline=_INK)
        case "cross":
            for across, width in ((_INK, 9), (colour, 6)):
                pen.line((x - _MARK, y - _MARK, x + _MARK, y + _MARK), fill=across, width=width)
                pen.line((x - _MARK, y + _MARK, x + _MARK, y - _MARK), fill=across, width=width)
