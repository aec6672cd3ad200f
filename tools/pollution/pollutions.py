"""A small table polluted in every way of the Pollock benchmark (Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann:
"Pollock: A Data Loading Benchmark", VLDB 2023) and some more, with what mlp-infer has to make of each.

Nothing is guessed: a table either means what it says, and gives exactly the rows that it would give unpolluted,
or it is refused with one line that names the place, and exit code 3. It is never read wrongly in silence.
"""

import csv
import io
from dataclasses import dataclass, field

FEATURES = ("sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm")


class Accepted:
    """All rows, or the first `rows`, with the numbers of the clean table. What is learned from the table is the same
    too, unless it `has_other_columns`."""

    def __init__(self, rows=None, has_other_columns=False):
        self.rows = rows
        self.has_other_columns = has_other_columns


class Refused:
    """Exit code 3 and a message with these words in their order."""

    def __init__(self, *words):
        self.words = words


class Either:
    """Rows or a refusal: whichever, no row may have other numbers."""


@dataclass
class Pollution:
    name: str
    content: bytes
    verdict: object
    # How the command line says that the table is written so.
    options: list = field(default_factory=list)


def text(rows, delimiter=",", end="\n", quote='"', doubled='""'):
    """The table as text: names in quotes wherever a delimiter or a quote is inside."""

    def field(value):
        if not any(special in value for special in (delimiter, '"', "'", "\n")):
            return value
        return quote + value.replace('"', doubled) + quote

    return "".join(delimiter.join(map(field, row)) + end for row in rows)


def with_field(rows, row, column, value):
    changed = [list(each) for each in rows]
    changed[row][column] = value
    return changed


def files(rows):
    """Pollutions of the whole file or table, by the benchmark's names."""
    header, data = rows[0], rows[1:]
    width = len(header)
    plain = text(rows)
    units = ["", "cm", "cm", "cm", "cm", ""]
    # What stands there is no header.
    no_columns = "found no column for 4 of the model's 4 features"

    def make(name, content, verdict, *options):
        return Pollution(f"file_{name}", content.encode() if isinstance(content, str) else content, verdict, list(options))

    yield make("source", plain, Accepted())
    yield make("no_payload", "", Refused("found an empty table"))
    yield make("no_trailing_newline", plain[:-1], Accepted())
    yield make("double_trailing_newline", plain + "\n", Accepted())
    yield make("no_header", text(data), Refused(no_columns))
    yield make("no_header_but_said_so", text(data), Refused("found 6 columns, expected 4"), "--no-header", "--keep=#1")
    yield make("header_multirow_2", text([header, units, *data]), Refused(':2: column "sepal_length_cm"', 'found "cm"'))
    yield make("header_multirow_3", text([header, units, units, *data]), Refused(':2: column "sepal_length_cm"'))
    yield make("preamble", "Flowers of Gaspé\n\n" + plain, Refused(no_columns, "Flowers of Gasp"))
    yield make("preamble_of_full_width", text([["x"] * width]) + plain, Refused(no_columns))
    yield make("multitable_less", plain + text([row[:3] for row in rows]), Refused(":32: found 3 fields, expected 6"))
    yield make("multitable_more", plain + text([[*row, "x"] for row in rows]), Refused(":32: found 7 fields, expected 6"))
    yield make("multitable_same", plain + plain, Refused(":32: column", 'found "sepal_length_cm", expected a number'))
    yield make("multitable_with_a_gap", plain + "\n" + plain, Refused(":32: found an empty line above a record"))
    yield make("header_only", text([header]), Accepted(0))
    yield make("one_data_row", text(rows[:2]), Accepted(1))

    yield make("field_delimiter_0x20", text(rows, " "), Refused("column"))
    yield make("field_delimiter_0x20_said", text(rows, " "), Accepted(), "--delimiter= ")
    yield make("field_delimiter_0x2C_0x20", text(rows, ", "), Accepted())
    yield make("field_delimiter_0x3B", text(rows, ";"), Refused("found one column with ';' inside", "--delimiter ';'"))
    yield make("field_delimiter_0x3B_said", text(rows, ";"), Accepted(), "--delimiter=;")
    yield make("field_delimiter_0x9", text(rows, "\t"), Refused("found one column with tabs inside", "give --delimiter tab"))
    unquoted = [[name.replace('"', "") for name in row] for row in rows]
    yield make("field_delimiter_0x9_said", text(unquoted, "\t"), Accepted(), "--delimiter=tab")
    yield make("field_delimiter_0x7C_said", text(rows, "|"), Accepted(), "--delimiter=|")
    yield make("field_delimiter_0x7C", text(rows, "|"), Refused("--delimiter '|'"))
    yield make("quotation_char_0x27", text(rows, quote="'"), Refused(":2: "))
    yield make("escape_char_0x5C", text(rows, doubled='\\"'), Refused(":2: column #1: found text after the closing quote"))
    yield make("escape_char_0x00", text(rows, doubled='"'), Refused(":2: column #1: found text after the closing quote"))
    yield make("record_delimiter_0xA", plain, Accepted())
    yield make("record_delimiter_0xD", text(rows, end="\r"), Refused(":1: found a carriage return alone"))
    yield make("record_delimiter_0xD_0xA", text(rows, end="\r\n"), Accepted())
    mixed = [text([row], end="\r\n" if i % 2 else "\n") for i, row in enumerate(rows)]
    yield make("record_delimiter_mixed", "".join(mixed), Accepted())
    yield make("record_delimiter_0xD_once", plain.replace("setosa\n", "setosa\r", 1), Refused(":2: found a carriage return"))


def row_level(rows):
    """Pollutions of one row or cell: every one, by the benchmark's names."""
    for row in range(len(rows)):
        line = row + 1
        for column in range(len(rows[0])):
            fields = [text([[value]])[:-1] for value in rows[row]]
            place = f"row{row}_col{column}"

            def make(kind, changed, verdict):
                lines = [text([each]) for each in rows]
                lines[row] = changed + "\n"
                return Pollution(f"row_{kind}_{place}", "".join(lines).encode(), verdict)

            def joined(separators):
                return "".join(value + separator for value, separator in zip(fields, [*separators, ""]))

            commas = [","] * (len(fields) - 1)
            # In the header it is the next row, or the names, that tells.
            if column > 0:
                less = commas[:]
                less[column - 1] = ""
                yield make("less_sep", joined(less), Refused(f":{line}: ") if row else Refused())
            more = [*commas, ","] if column == len(fields) - 1 else [*commas[:column], ",,", *commas[column + 1 :]]
            yield make("more_sep", joined(more) if column < len(fields) - 1 else joined(commas) + ",",
                       Refused(f":{line}: found 7 fields, expected 6") if row else Refused())
            extra = fields[:]
            extra[column] = extra[column][:1] + '"' + extra[column][1:]
            quoted = ",".join(extra)
            yield make("extra_quote", quoted, Refused(f":{line}: column #{column + 1}: found"))
        lines = [text([each]) for each in rows]
        lines[row] = text([rows[row]], " ")
        yield Pollution(f"row_field_delimiter_{row}_0x20", "".join(lines).encode(), Refused(f":{line}: ") if row else Refused())


def cells(rows):
    """What a cell of numbers may hold instead of one."""
    for name, value, *words in (
        ("empty", "", "missing"),
        ("blank", " ", "missing"),
        ("na", "NA", "missing"),
        ("decimal_comma", "5,1", "decimal point"),
        ("thousands", "1,000", "decimal point"),
        ("infinity", "inf", "finite"),
        ("too_large", "1e39", "32-bit float"),
        ("too_large_for_anything", "1e999", "32-bit float"),
        ("unit", "5.1cm", "a number"),
        ("currency", "$5.1", "a number"),
        ("percent", "51%", "a number"),
        ("hexadecimal", "0x1p3", "a number"),
        ("underscore", "5_1", "a number"),
        ("two_points", "5.1.2", "a number"),
        ("two_signs", "+-5.1", "a number"),
        ("minus_of_typographers", "\u22125.1", "a number"),
        ("wide_digits", "\uff15.\uff11", "a number"),
        ("arabic_digits", "\u0665.\u0661", "a number"),
        ("no_break_space", "\u00a05.1", "u{A0}5.1", "a number"),
        ("zero_width_space", "\u200b5.1", "a number"),
        ("byte_order_mark_inside", "\ufeff5.1", "a number"),
        ("smart_quotes", "\u201c5.1\u201d", "a number"),
        ("formula", "=5+1", "a number"),
        ("date", "5.1.2024", "a number"),
        ("zero_byte", "5.1\0", "a number"),
        ("zero_byte_first", "\0005.1", "a number"),
        ("escape_sequence", "\x1b[2J5.1", "a number"),
        ("control_z", "5.1\x1a", "a number"),
    ):
        # In the last row, so that what is written before it can be looked at.
        content = text(with_field(rows, len(rows) - 1, 1, value)).encode()
        yield Pollution(f"cell_{name}", content, Refused(f':{len(rows)}: column "sepal_length_cm" (#2): found', *words))
    # Other ways to write the same number.
    for name, change in (
        ("quoted", lambda value: f'"{value}"'), ("blanks_around", lambda value: f"  {value} "),
        ("plus", lambda value: f"+{value}"), ("zeros", lambda value: f"00{value}00"),
        ("exponent", lambda value: f"{value.replace('.', '')}e-1"), ("EXPONENT", lambda value: f"0.{value.replace('.', '')}E+1"),
    ):
        lines = ["".join(text([rows[0]]))]
        for row in rows[1:]:
            lines.append(",".join([text([[row[0]]])[:-1], *map(change, row[1:5]), row[5]]) + "\n")
        yield Pollution(f"cell_{name}", "".join(lines).encode(), Accepted())


def encodings(rows):
    plain = text(rows)

    def make(name, content, verdict, *options):
        return Pollution(f"encoding_{name}", content, verdict, list(options))

    yield make("utf_8_mark", b"\xef\xbb\xbf" + plain.encode(), Accepted())
    yield make("utf_8_mark_twice", b"\xef\xbb\xbf" * 2 + plain.encode(), Refused('no column "id"'))
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield make(f"{codec}_mark", ("\ufeff" + plain).encode(codec), Refused(f"found text in {codec[:6].upper()}", "iconv -t UTF-8"))
        yield make(codec, plain.encode(codec), Refused())
    accent = with_field(rows, 3, 0, "Gaspé")
    yield make("utf_8_accent", text(accent).encode(), Accepted())
    # A column that is copied has to be text; one that nobody looks at may hold anything.
    yield make("latin_1", text(accent).encode("latin-1"), Refused(':4: column "id" (#1): found bytes that are not UTF-8'))
    yield make("latin_1_header", text(with_field(rows, 0, 5, "espèce")).encode("latin-1"), Refused(":1: column #6: found bytes"))
    yield make("utf_7", b"+" + plain.encode(), Refused())
    yield make("zero_byte_in_text", text(with_field(rows, 3, 0, "a\0b")).encode(), Refused(':4: column "id" (#1): found a zero byte'))
    yield make("zero_bytes_at_the_end", plain.encode() + bytes(512), Refused(f":{len(rows) + 1}: found 1 field"))
    yield make("zero_bytes_only", bytes(512), Refused())
    yield make("control_z_at_the_end", plain.encode() + b"\x1a", Refused(f":{len(rows) + 1}: found 1 field"))


def layout(rows):
    header, data = rows[0], rows[1:]
    plain = text(rows)

    def make(name, content, verdict, *options):
        return Pollution(f"layout_{name}", content.encode(), verdict, list(options))

    def renamed(column, name):
        return text(with_field(rows, 0, column, name))

    yield make("duplicate_feature", renamed(5, header[1]), Refused('found 2 columns named "sepal_length_cm" (#2, #6)'))
    yield make("duplicate_of_no_interest", text([[*row, row[5]] for row in rows]), Accepted(has_other_columns=True))
    yield make("missing_name", renamed(1, ""), Refused('found no column for 1 of', '"sepal_length_cm"'))
    yield make("misspelt_name", renamed(1, "sepal_lenght_cm"), Refused('did you mean "sepal_lenght_cm"'))
    yield make("name_in_capitals", renamed(1, header[1].upper()), Refused("did you mean"))
    yield make("blanks_around_names", text([[f" {name} " for name in header], *data]), Accepted())
    yield make("quoted_names", ",".join(f'"{name}"' for name in header) + "\n" + text(data), Accepted())
    yield make("line_end_in_a_name", text([[*header, "a\nb"], *([*row, "x"] for row in data)]), Accepted(has_other_columns=True))
    yield make("line_ends_in_fields", text([[*header, "note"], *([*row, "a\r\n\nb"] for row in data)]), Accepted(has_other_columns=True))
    order = [5, 3, 1, 0, 4, 2]
    yield make("other_order", text([[row[i] for i in order] for row in rows]), Accepted(has_other_columns=True))
    yield make("delimiters_at_the_end", text(rows, end=",\n"), Accepted())
    yield make("delimiter_at_the_header's_end", text([header], end=",\n") + text(data), Refused(":2: found 6 fields, expected 7"))
    yield make("delimiter_at_the_rows'_ends", text([header]) + text(data, end=",\n"), Refused(":2: found 7 fields, expected 6"))
    yield make("two_delimiters_at_the_end", text(rows, end=",,\n"), Accepted(has_other_columns=True))
    yield make("empty_line_first", "\n" + plain, Refused(":1: found an empty line above a record"))
    yield make("empty_line_inside", text(rows[:5]) + "\n" + text(rows[5:]), Refused(":6: found an empty line above a record"))
    yield make("empty_lines_at_the_end", plain + "\n\r\n\n", Accepted())
    yield make("blank_line_at_the_end", plain + " \n", Refused(f":{len(rows) + 1}: found 1 field, expected 6"))
    yield make("delimiters_alone_at_the_end", plain + ",,,,,\n", Refused(f":{len(rows) + 1}: column", "missing"))
    yield make("comment_first", "# Anderson's irises\n" + plain, Refused("found no column"))
    yield make("comment_inside", text(rows[:5]) + "# more\n" + text(rows[5:]), Refused(":6: found 1 field, expected 6"))
    yield make("excel's_separator_line", "sep=,\n" + plain, Refused())
    yield make("total_row", plain + "total,175.3,91.7,112.7,36.0\n", Refused(f":{len(rows) + 1}: found 5 fields, expected 6"))
    yield make("html", "<!DOCTYPE html>\n<p>Not found</p>\n", Refused("found an HTML page"))
    yield make("json", '[{"id": 1}]\n', Refused())
    # A copy that was cut short, anywhere in its last row.
    last = text([rows[-1]])
    for length in range(1, len(last)):
        yield make(f"cut_after_{length}", plain[: len(plain) - len(last) + length], Either())


def source(table):
    """The rows of the iris table `table`, with an identifier in front that needs quotes."""
    rows = list(csv.reader(io.StringIO(table)))
    return [["id", *rows[0]], *([f'no. {i}, "{row[-1]}"', *row] for i, row in enumerate(rows[1:]))]


def all_pollutions(rows):
    for part in (files, row_level, cells, encodings, layout):
        yield from part(rows)
