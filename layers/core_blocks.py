"""Core blocks: the 32 development areas of the report, of which few are named by any source."""

from __future__ import annotations

from geo.reading import Column, one_of
from layers.layer import Layer
from layers.vocabulary import Term, terms

MEMBERSHIPS = terms(
    stated=("写明属于32个", "Stated to be one of the 32"),
    core=("称为核心板块", "Called a core block"),
    candidate=("候选，未证实", "Candidate, not confirmed"),
    unnamed=("未具名", "Unnamed"),
)
"""How well a block's place among the 32 is known, best first."""

LAYER = Layer(
    id="core_blocks",
    title=Term("core_blocks", "核心板块", "Core blocks"),
    summary=Term(
        "core_blocks",
        "报告所称的核心板块；名单未公布，有来源的、未证实的候选与不知其名的分开标明。",
        "The report's core blocks. No list was published: those named by a source, unconfirmed "
        "candidates and unnamed ones are kept apart.",
    ),
    categories=terms(core_block=("核心板块", "Core block")),
    columns=(
        Column(name="membership", parse=one_of(*MEMBERSHIPS), required=True),
        Column(name="function_zh"),
        Column(name="function_en"),
    ),
    # The widest gap is a study scope drawn a fifth smaller than stated (Xiaolizhuang station).
    area_share=(0.75, 1.25),
    area_key="outline_area_km2",
)
