"""Native charts: whoever edits the deck finds the numbers behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.util import Mm, Pt

from layers.districts import district_terms
from layers.summary import network_by_year, status_by_district
from layers.symbols import GROUNDS, LAYER_SYMBOLS, STATUS_SYMBOLS
from layers.vocabulary import STATUS_ORDER, STATUSES
from outlets.deck.blank import placed
from outlets.deck.slides import describe, name_faces
from outlets.deck.words import say
from outlets.prints.furniture import INK
from outlets.prints.words import clean

if TYPE_CHECKING:
    from datetime import date

    from pptx.slide import Slide

    from layers.selection import Selection
    from layers.symbols import StatusSymbol
    from layers.vocabulary import Language
    from outlets.prints.pen import Box

_TYPE_PT = 12.0
_FEW = 6
_LABEL_PT = 9.0
_INK = LAYER_SYMBOLS["metro"].light
_GROUND = GROUNDS["light"]
_PATTERNS = {"hatch": MSO_PATTERN.WIDE_UPWARD_DIAGONAL, "tint": MSO_PATTERN.PERCENT_20,
             "none": MSO_PATTERN.DOTTED_GRID}  # fmt: skip
"""Fill of a status in a chart: as on the map it is the pattern that tells, not the hue."""


@dataclass(frozen=True, kw_only=True)
class ChartFacts:
    """What a chart shows.

    Parameters
    ----------
    title
        Its title.
    note
        What a reader must know of its numbers.
    categories
        Names of the rows or columns.
    series
        (name, status whose fill it wears, values; None where no figure is known).
    stacked
        True for bars of parts, False for columns beside each other.
    """

    title: str
    note: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, str, tuple[float | None, ...]], ...]
    stacked: bool


def districts_chart(selection: Selection) -> ChartFacts:
    """Count the selected records of each district by status."""
    language, frame = selection.view.language, selection.dataset.frames["districts"]
    names = district_terms(frame)
    short = frame.set_index("name_zh")[f"short_{language}"]
    counts = status_by_district(selection)
    chosen = [name for name in counts if not selection.view.districts
              or name in selection.view.districts]  # fmt: skip
    used = [code for code in STATUS_ORDER if any(counts[name].get(code) for name in chosen)]
    return ChartFacts(
        title=say("overview", language, day=selection.day.isoformat()),
        note=say("overview_note", language),
        categories=tuple(short.get(name) or names[name].label(language) for name in chosen),
        series=tuple(
            (STATUSES[code].label(language), code,
             tuple(counts[name].get(code, 0) for name in chosen))
            for code in used
        ),
        stacked=True,
    )  # fmt: skip


def metro_chart(selection: Selection, *, today: date) -> ChartFacts:
    """Lay summed and published length of the network side by side, year by year."""
    language, dataset = selection.view.language, selection.dataset
    until = min(selection.day, today)
    years = network_by_year(dataset, dataset.network, until=until)
    last = f"{until:%Y-%m}" if (until.month, until.day) != (12, 31) else str(until.year)
    goal = next((figure for figure in dataset.network if figure.kind == "goal"), None)
    note = say("metro_note", language)
    if goal is not None:
        note = say("goal", language, km=f"{goal.length_km:.0f}", year=goal.date.first.year) + (
            "" if language == "zh" else " "
        ) + note  # fmt: skip
    return ChartFacts(
        title=say("metro", language),
        note=note,
        categories=tuple(last if each.year == until.year else str(each.year) for each in years),
        series=(
            (say("summed", language), "completed", tuple(each.summed for each in years)),
            (say("published", language), "construction", tuple(each.published for each in years)),
        ),
        stacked=False,
    )


def add_chart(slide: Slide, box: Box, facts: ChartFacts, language: Language) -> None:
    """Add a chart with its numbers."""
    data = CategoryChartData()
    data.categories = [clean(name) for name in facts.categories]
    for name, _, values in facts.series:
        data.add_series(clean(name), values)
    kind = XL_CHART_TYPE.BAR_STACKED if facts.stacked else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(Mm(value) for value in placed(box)), data)
    describe(frame, _in_words(facts, language))
    chart = frame.chart
    chart.font.size, chart.font.color.rgb = Pt(_TYPE_PT), RGBColor.from_string(INK[1:])
    name_faces(chart.font._element, language)  # noqa: SLF001 - no other door to the Chinese type
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("D8D4C8")
    plot = chart.plots[0]
    plot.gap_width = 60 if len(facts.categories) > _FEW else 150
    if facts.stacked:
        chart.category_axis.reverse_order = True
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        plot.overlap = 100
    for (_, status, _values), series in zip(facts.series, plot.series, strict=True):
        _label(series, status, stacked=facts.stacked)
        _fill(series.format, STATUS_SYMBOLS[status])


def _label(series: Any, status: str, *, stacked: bool) -> None:  # noqa: ANN401 - a series of any plot
    labels = series.data_labels
    labels.show_value, labels.number_format_is_linked = True, False
    labels.number_format = "0;;" if stacked else "0.0"  # a part of nothing is not labelled
    labels.font.size = Pt(_LABEL_PT)
    if not stacked:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
    elif STATUS_SYMBOLS[status].fill == "solid":
        labels.font.color.rgb = RGBColor.from_string("FFFFFF")


def _fill(form: Any, symbol: StatusSymbol) -> None:  # noqa: ANN401 - a format of any series
    colour = RGBColor.from_string((_GROUND.grey if symbol.grey else _INK)[1:])
    if symbol.fill == "solid":
        form.fill.solid()
        form.fill.fore_color.rgb = colour
    else:
        form.fill.patterned()
        form.fill.pattern = _PATTERNS[symbol.fill]
        form.fill.fore_color.rgb = colour
        form.fill.back_color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    form.line.color.rgb, form.line.width = colour, Pt(0.75)


def _in_words(facts: ChartFacts, language: Language) -> str:
    rows = []
    for at, category in enumerate(facts.categories):
        values = [f"{name} {values[at]:g}" for name, _, values in facts.series if values[at]]
        rows.append(f"{category}: {', '.join(values) or '-'}")
    return say("chart_of", language, title=facts.title) + ". " + "; ".join(rows) + ". " + facts.note
