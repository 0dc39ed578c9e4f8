"""Lists of rows: in come pages of rows, out goes what is opened, moved or taken out. Knows no page,
and not what the rows stand for."""
