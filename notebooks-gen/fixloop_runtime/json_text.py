"""JSON as JavaScript's `JSON.stringify` and DuckDB's `to_json` write it, byte for byte."""

import json
import math
from decimal import Decimal


def json_text(value: object) -> str:
    """A string, boolean, integer, None, or a list of them as JSON without spaces. Only what must be is escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_double(value: float) -> str:
    """The shortest decimal that reads back as the same double: `1.0`, `0.0001`, `1e21`, `1.5e-7`.

    NaN and infinities, which JSON has none of, become null. Digits are those of ECMAScript's Number::toString: plain
    notation for exponents from -7 to 20.
    """
    if not math.isfinite(value):
        return "null"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    # the value is 0.text * 10^point
    point = len(digits) + int(exponent)
    prefix = "-" if sign else ""
    if text == "0":
        return f"{prefix}0.0"
    if -6 < point <= 21:
        if point <= 0:
            return f"{prefix}0.{'0' * -point}{text}"
        whole = text[:point].ljust(point, "0")
        return f"{prefix}{whole}.{text[point:] or '0'}"
    fraction = f".{text[1:]}" if len(text) > 1 else ""
    return f"{prefix}{text[0]}{fraction}e{point - 1}"
