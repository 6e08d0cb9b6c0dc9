"""The text of a document's file, read by a program shut in (`programme.py`). Nothing is imported here on purpose."""
