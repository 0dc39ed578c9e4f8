"""The commands as others read them: a parser in, a manual page and completions for shells out.

Pure; knows no command by name.
"""
