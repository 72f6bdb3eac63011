"""What the reader sees when the page itself fails: a sentence, never a traceback."""

from __future__ import annotations

import logging

import streamlit as st

from geo.errors import ZhengtuError
from screens.bar import notices
from screens.state import current_view
from screens.text import sentences, translator

_LOG = logging.getLogger("zhengtu")


def on_script_error(error: Exception) -> bool:
    """Show an uncaught error in the reader's language and log it with its traceback.

    Parameters
    ----------
    error
        What the page, or a callback of it, raised.

    Returns
    -------
    True: Streamlit's own box, with its English text and links to other sites, is not shown.
    """
    _LOG.error("The page failed.", exc_info=error)
    language = current_view().language
    _ = translator(language)
    texts = [_("Something went wrong here. Reload the page; the log has the details.")]
    if isinstance(error, ZhengtuError):
        texts += sentences(error, language)
    st.html(notices(texts, role="alert"))
    return True
