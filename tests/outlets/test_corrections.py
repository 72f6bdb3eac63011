from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outlets.corrections import correction_text

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.vocabulary import Language


@pytest.mark.parametrize(
    ("language", "wanted"), [("zh", ("应为", "依据")), ("en", ("Should be", "Source"))]
)
def test_it_names_the_record_the_version_and_what_is_wanted(
    dataset: Dataset, language: Language, wanted: tuple[str, ...]
) -> None:
    park = dataset.frames["parks"].iloc[0]
    text = correction_text(dataset, park, language=language)
    named = (dataset.version, park["id"], park[f"name_{language}"], "data/source/parks/")
    assert all(part in text for part in (*named, *wanted))


def test_a_name_is_only_text(dataset: Dataset) -> None:
    park = dataset.frames["parks"].iloc[0].copy()
    park["name_en"] = "{version} </script>\u202e😀 %s"
    assert park["name_en"] in correction_text(dataset, park, language="en")
