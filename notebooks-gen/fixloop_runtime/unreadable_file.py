"""The one error that belongs to a source file."""


class UnreadableFileError(Exception):
    """A file isn't what its source's format says. Its message is a reason from a fixed list, without any content."""


NOT_OPENED = "it can't be opened"
DAMAGED_GZIP = "its gzip data is damaged or cut off"
DAMAGED_PARQUET = "it isn't a Parquet file, or it is damaged"
WRONG_ENCODING = "it is UTF-16 or UTF-32, not UTF-8"
OPEN_HEADER = "the quotes of its header don't close"


def same_columns(first: int, second: int) -> str:
    """The reason for a header with two columns of one name. Places count from 1; names may be a customer's text."""
    return f"columns {first} and {second} of its header have the same name"
