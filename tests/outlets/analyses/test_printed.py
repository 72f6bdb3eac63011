"""A page to print: every text is a text, numbers are as they are, nothing is fetched."""

from __future__ import annotations

import pandas as pd

from geo.exports import Table
from outlets.analyses.printed import page_of

HOSTILE = '<img src=x onerror="alert(1)">&\'"</td>'


def test_no_text_is_markup() -> None:
    frame = pd.DataFrame(
        {HOSTILE: [HOSTILE, None], "n": [1.5, float("nan")], "empty": [None, None]}
    )
    table = Table(name="x", title=HOSTILE, frame=frame)
    page = page_of([table], title=HOSTILE, note=HOSTILE, language="en")
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=") == 7  # title twice, note, heading twice, head, cell
    assert '<td class="n">1.5</td>' in page
    assert '<td class="n"></td>' in page  # unknown is left empty
    assert "empty" not in page  # a column without a value is no column
    assert '<html lang="en">' in page
    for word in ('src="', "href", "url(", "<script"):
        assert word not in page
