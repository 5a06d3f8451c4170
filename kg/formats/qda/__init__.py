"""Projects of coding programs: one reader for each kind of file, all giving the same records.

A reader turns a file into a :class:`~kg.formats.qda.project.Project`: what the program kept, in
one form, with quotes exact to the character and everything that is not kept counted. What a
project means as a study is decided in one place, whichever program wrote it.
"""

SUFFIXES = (".qdpx", ".qde", ".qdc", ".sqlite3", ".qda", ".rqda")
"""Projects that are read: REFI-QDA with its codebooks, Taguette, QualCoder, RQDA."""
