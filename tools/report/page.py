"""What a reader sees of a page: its text, after a parser has resolved what the source escapes."""

import html.parser
import re

# An escape or an entity that a reader sees as such.
ESCAPE = re.compile(r"\\u\{[0-9A-Fa-f]+\}|\\[nrt]|&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9A-Fa-f]+);")


class Texts(html.parser.HTMLParser):
    """The text of each element of the body, in order: shown text in `shown`, that of tooltips in `hidden`;
    and the first value of each term of its lists in `facts`."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.shown, self.hidden, self.facts, self.term, self.open = [], [], {}, None, []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag != "meta":
            self.open.append(tag)
        self.hidden += [value for name, value in attributes if name in ("title", "aria-label")]

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, text):
        # As a browser folds blanks; a thin space is none of them.
        text = re.sub(r"[ \n\t\r]+", " ", text).strip(" ")
        if text and "head" not in self.open:
            (self.hidden if "title" in self.open else self.shown).append(text)
            if self.open[-1] == "dt":
                self.term = text
            elif self.open[-1] == "dd":
                self.facts.setdefault(self.term, text)


def escapes(texts, foreign=()):
    """Escapes that are left in the texts, but for those that names of the run are shown with."""
    return [found for text in texts for found in ESCAPE.findall(text) if found not in foreign]
