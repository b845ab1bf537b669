"""Breaking text into lines. Plain characters all the way: nothing in them means anything to the page."""

from collections.abc import Iterator

from adapters.documents.fonts import Font, widths


def wrapped(line: str, font: Font, size: float, width: float) -> Iterator[str]:
    """One drawable line as lines of at most ``width`` points, broken at spaces, words too long for a line anywhere.

    Leading spaces stay (people indent by them); an empty line gives one empty line.
    """
    known, most = widths(font), width * 1000 / size
    start, space, used, after_space = 0, -1, 0.0, 0.0
    for n, character in enumerate(line):
        own = known[ord(character)]
        if character == " ":
            space, after_space = n, used + own
        elif used + own > most and n > start:
            cut = space if space > start else n
            yield line[start:cut].rstrip()
            start = cut + 1 if cut == space else n
            used = used - after_space if cut == space else 0.0
            space, after_space = -1, 0.0
        used += own
    yield line[start:].rstrip()
