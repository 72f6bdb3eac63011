"""A prepared correction: what the data's keeper needs to mend a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.selection import Record
    from layers.vocabulary import Language

FORM = {
    "zh": (
        "郑图数据更正\n"
        "数据版本：{version}\n图层：{layer}\n记录：{id}（{name}）\n"
        "所在表：data/source/{layer}/\n\n"
        "有误的字段：\n现值：\n应为：\n依据（来源名称、日期、网址，必填）：\n更正人与联系方式：\n"
    ),
    "en": (
        "Zhengtu data correction\n"
        "Data version: {version}\nLayer: {layer}\nRecord: {id} ({name})\n"
        "Tables: data/source/{layer}/\n\n"
        "Field that is wrong:\nValue now:\nShould be:\n"
        "Source (title, date, address; required):\nYour name and how to reach you:\n"
    ),
}
"""The text to fill in, by language; its fields are those of :func:`correction_text`."""


def correction_text(dataset: Dataset, record: Record, *, language: Language) -> str:
    """Return the text of a correction for one record, to copy or save.

    Parameters
    ----------
    dataset
        Gives the data version.
    record
        A row of one of its frames.
    language
        Language of the text.
    """
    return FORM[language].format(
        version=dataset.version,
        layer=record["layer"],
        id=record["id"],
        name=record[f"name_{language}"],
    )
