"""Readers' pages: each view fetches what readers may see and answers."""
