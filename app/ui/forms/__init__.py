"""Dialogs that ask: fields with what is wrong beside them, and questions before something goes."""
