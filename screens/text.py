"""Words on the screen; the command line says the same (see :mod:`outlets.text`)."""

from outlets.text import Translator, catalogue, issue_sentence, said, sentences, translator

__all__ = ["Translator", "catalogue", "issue_sentence", "said", "sentences", "translator"]
