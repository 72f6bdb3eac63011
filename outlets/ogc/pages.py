"""The service's documents as pages: our own small templates, no script, nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader

from outlets.export import ATTRIBUTION
from outlets.ogc.configuration import TITLE
from outlets.ogc.table import field_label, word_label

if TYPE_CHECKING:
    from layers.vocabulary import Language

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, content: dict[str, Any], *, base: str, language: Language) -> str:
    """Render a document.

    Parameters
    ----------
    template
        File name in the templates' folder.
    content
        The document.
    base
        Address of the service.
    language
        Language of the page.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            content=content,
            base=base,
            language=language,
            name=TITLE[language],
            attribution=ATTRIBUTION,
            label=lambda code: field_label(code, language),
            word=lambda code, given: word_label(code, given, language),
            say=lambda zh, en: zh if language == "zh" else en,
        )
    )
