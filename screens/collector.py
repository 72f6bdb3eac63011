"""Python's garbage collector, told how a server of this kind lives. Import it before anything else.

By default the collector looks for cycles after every 700 new objects; while libraries are imported
and data are read, nearly all of which stay for ever, it looks in vain for a fifth of a second.
"""

import gc

_OBJECTS_BETWEEN_LOOKS = 50_000

gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)
