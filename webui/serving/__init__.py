"""``pif serve``: several processes that answer one address, and what keeps them going.

A supervisor opens the socket and the graph, starts the jail, and forks workers, which share the
graph's memory. For the public another process, the keeper, makes the projection from the
owner's store, so that no process which answers strangers has ever opened that store.
"""
