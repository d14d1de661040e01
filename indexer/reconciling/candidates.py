"""Which of many are worth comparing: those with something of who, where or which address, and a rare word, in common.

Near linear: in a crowded block each is compared with its neighbours in the order of titles alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from indexer.reconciling.faces import Face

CROWD = 30
"""In a block of more members each is compared with this many neighbours in the order of titles."""
RAREST = 2
"""As many of a title's rarest words make blocks."""


def within(ones: Sequence[Face]) -> Iterator[tuple[int, int]]:
    """Pairs of one source, and of one provider or whole title."""
    keys = [[f"{face.source} {face.provider}"] for face in ones]
    yield from _pairs(ones, keys, [(f"{face.source} title {face.title.whole}",) for face in ones])


def across(ones: Sequence[Face]) -> Iterator[tuple[int, int]]:
    """Pairs of two sources: one provider, place, address, own id or whole title."""
    keys = [[f"by {face.provider}", *face.places] for face in ones]
    whole = [
        (
            *sorted({f"title {face.title.core}", f"title {face.title.whole}"}),
            *face.ids,
            *(f"url {url}" for url in face.urls),
        )
        for face in ones
    ]
    yield from (pair for pair in _pairs(ones, keys, whole) if ones[pair[0]].source != ones[pair[1]].source)


def _pairs(
    ones: Sequence[Face], keys: Sequence[Sequence[str]], whole: Sequence[Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """Pairs that share a key and one of the rarest words of their titles, or one of the whole keys; each once."""
    often = Counter(word for face in ones for word in set(face.title.words))
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, face in enumerate(ones):
        for word in sorted(set(face.title.words), key=lambda word: (often[word], word))[:RAREST]:
            for key in keys[at]:
                blocks[key, word].append(at)
        for key in whole[at]:
            blocks[key, ""].append(at)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        near = sorted(block, key=lambda at: (ones[at].title.core, ones[at].name)) if len(block) > CROWD else block
        for place, one in enumerate(near):
            for two in near[place + 1 : place + 1 + CROWD]:
                pair = (one, two) if one < two else (two, one)
                if pair not in seen:
                    seen.add(pair)
                    yield pair
