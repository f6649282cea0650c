"""Figures for the leadership as sections of a page: words, tables, plots, and files to take along."""
