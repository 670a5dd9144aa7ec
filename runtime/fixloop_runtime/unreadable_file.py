"""The one error that belongs to a source file."""

from fixloop_runtime.json_text import json_text


class UnreadableFileError(Exception):
    """A file isn't what its source's format says.

    Its message is a reason from a fixed list, with places and the values of single bytes but without text of the file.
    """


NOT_OPENED = "it can't be opened"
DAMAGED_GZIP = "its gzip data is damaged or cut off"
DAMAGED_PARQUET = "it isn't a Parquet file, or it is damaged"
ZIP = "it is an Excel workbook or another ZIP archive: save it as CSV (UTF-8), or unpack it"
OLD_WORKBOOK = "it is an Excel workbook (.xls): save it as CSV (UTF-8)"
COMPRESSED = "it is compressed, but not by gzip: unpack it"
PDF = "it is a PDF: export the data as CSV or JSON lines"
HTML = "it is an HTML page, such as the sign-in or error page of an export: download it again"
XML = "it is XML: export the data as CSV or JSON lines"
PARQUET = 'it is a Parquet file: set "format: parquet"'
JSON_ARRAY = 'it is a JSON array, not JSON lines: set "format: json"'
JSON_DOCUMENT = 'it is one JSON document, not JSON lines: set "format: json" and "records:"'
JSON_NOT_CSV = 'it is JSON, not CSV: set "format: jsonl" or "format: json"'
UTF32 = "it is UTF-32: save it as UTF-8"
OPEN_HEADER = "the quotes of its header don't close"
NO_ARRAY = 'its JSON isn\'t an array: add "records:" with the path to it (such as data.items), or set "format: jsonl"'
MANY_DOCUMENTS = 'more follows its JSON document: set "format: jsonl" if each line is a record'
LARGE_DOCUMENT = "its JSON document is larger than 128 MiB: deliver JSON lines, or several files"
EMPTY_HEADER = "its header names no column"
LONG_HEADER = "its header is longer than 16 MiB"


def same_columns(first: int, second: int) -> str:
    """The reason for a header with two columns of one name. Places count from 1; names may be a customer's text."""
    return f"columns {first} and {second} of its header have the same name"


def unmarked_utf16(encoding: str) -> str:
    """The reason for UTF-16 that neither a byte order mark nor the spec declares."""
    return f'it looks like UTF-16 without a byte order mark: add "encoding: {encoding}"'


def no_array_at(records: str) -> str:
    """The reason for a document without an array at the path that the spec declares."""
    return f"its JSON holds no array at {json_text(records)}"


def damaged_json(line: int) -> str:
    """The reason for a document whose brackets or quotes don't close, or that lacks a comma or colon."""
    return f"its JSON is damaged or cut off in line {line}"


def bad_byte(byte: int, line: int, encoding: str, advice: str) -> str:
    """The reason for a byte that means nothing; `advice` says what the file looks like and what to do."""
    return f"byte 0x{byte:02X} in line {line} isn't {encoding}; {advice}"
