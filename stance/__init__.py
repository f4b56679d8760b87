"""Who stands where, how sure that is, and which sentence says so."""

__version__ = "0.1.0"
